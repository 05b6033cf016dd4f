import { type Problem, type SourceFile, walk } from './source-file.ts';

/** Put together here, so that this file does not hold what it forbids. */
const leftovers = new RegExp(
  `\\b(${['TO', 'FIX', 'X'].map((start) => start + { TO: 'DO', FIX: 'ME', X: 'XX' }[start]).join('|')})\\b`,
);
const silencers = new RegExp(`@ts-(${['ignore', 'nocheck', 'expect-error'].join('|')})|biome-ignore(?! \\S+: \\S)`);

/** What is left over from writing, or silences a tool. */
export function hygieneRules(files: readonly SourceFile[]): readonly Problem[] {
  return files.flatMap((file) => {
    const problems: Problem[] = [];
    const add = (line: number, text: string): void =>
      void problems.push({ path: file.path, line, rule: 'hygiene', text });
    for (const { value, line } of file.comments) {
      if (leftovers.test(value)) add(line, 'a note to oneself; do it, or open an issue');
      if (silencers.test(value)) add(line, 'a check silenced; mend what it complains about');
    }
    walk(file.program, (node) => {
      if (node.type === 'TSAnyKeyword') add(file.lineOf(node.start), 'any: say what it is, or unknown and look');
      if (node.type === 'TSEnumDeclaration')
        add(file.lineOf(node.start), 'enum: Node cannot strip it; a union of texts');
      if (node.type === 'TSModuleDeclaration' && node.declare !== true && !file.path.endsWith('.d.ts')) {
        add(file.lineOf(node.start), 'namespace: a file is one already');
      }
    });
    return problems;
  });
}
