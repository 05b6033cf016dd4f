import { isNode, type Problem, type SourceFile, walk } from './source-file.ts';

/** What asks a platform, which may be somebody else's. */
const askers = /^(drivers|campaigns|probes|scenarios|chaos|scripts)\//;
const door = 'drivers/node/fetch-by.ts';

/** One door for what this process asks a platform: whoever goes past it may ask an address that nobody agreed to. */
export function doorRules(files: readonly SourceFile[]): readonly Problem[] {
  return files.flatMap((file) => {
    if (!askers.test(file.path) || file.path === door) return [];
    const problems: Problem[] = [];
    walk(file.program, (node) => {
      if (node.type !== 'CallExpression' || !isNode(node.callee) || node.callee.name !== 'fetch') return;
      const text = `ask by fetchBy(reach) of ${door}, which goes only where the run may go`;
      problems.push({ path: file.path, line: file.lineOf(node.start), rule: 'doors', text });
    });
    return problems;
  });
}
