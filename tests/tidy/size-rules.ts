import { type Problem, type SourceFile, walk } from './source-file.ts';

const linesMax = 300;
const columnsMax = 120;
/** "About 70": a few lines more are no reason to tear a function apart. */
const functionLinesMax = 75;

/** One noun, one file, one screen. */
export function sizeRules(files: readonly SourceFile[]): readonly Problem[] {
  return files.flatMap((file) => {
    const problems: Problem[] = [];
    const add = (line: number, text: string): void => void problems.push({ path: file.path, line, rule: 'size', text });
    const lines = file.lines.at(-1) === '' ? file.lines.length - 1 : file.lines.length;
    if (lines > linesMax) add(linesMax + 1, `${lines} lines, at most ${linesMax}: find the second noun in it`);
    for (const [index, line] of file.lines.entries()) {
      const columns = [...line].length;
      if (columns > columnsMax) add(index + 1, `${columns} columns, at most ${columnsMax}: break the line`);
    }
    walk(file.program, (node) => {
      if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return;
      const length = file.lineOf(node.end) - file.lineOf(node.start) + 1;
      const text = `a function of ${length} lines, at most ${functionLinesMax}: give a part of it a name`;
      if (length > functionLinesMax) add(file.lineOf(node.start), text);
    });
    return problems;
  });
}
