import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from '../door.ts';
import { doorRules } from './door-rules.ts';
import { hygieneRules } from './hygiene-rules.ts';
import { importRules } from './import-rules.ts';
import { zoneOf } from './import-table.ts';
import { namingRules } from './naming-rules.ts';
import { purityRules } from './purity-rules.ts';
import { reachRules } from './reach-rules.ts';
import { sizeRules } from './size-rules.ts';
import { type Problem, type SourceFile, sourceFile } from './source-file.ts';
import { readmeRules, type TextFile, textRules } from './text-rules.ts';

const test = suite('tidy');
const root = join(import.meta.dirname, '..', '..');

/** What git knows, and what it would be asked to take: a new file is looked at before it is committed. */
const paths = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && !path.startsWith('tests/golden/'));
const texts = paths.flatMap((path) => {
  const text = readText(path);
  return text === undefined ? [] : [{ path, text }];
});
const broken: Problem[] = [];
const sources = texts.filter(({ path }) => /\.(ts|mjs|mts)$/.test(path)).flatMap(parse);

test('every file of code can be read', () => clean(broken));
test('every file of code belongs to a folder of the import table', () => {
  clean(
    sources
      .filter(({ path }) => zoneOf(path) === undefined)
      .map(({ path }) => ({ path, line: 1, rule: 'imports', text: 'in no folder of tests/tidy/import-table.ts' })),
  );
});
test('imports follow the table', () => clean(importRules(sources)));
test('pure folders know no time, no chance, no machine', () => clean(purityRules(sources)));
test('whatever is asked of a platform goes through one door', () => clean(doorRules(sources)));
test('files, lines and functions stay small', () => clean(sizeRules(sources)));
test('files are called what is in them', () => clean(namingRules(sources)));
test('no file is dead', () => clean(reachRules(sources)));
test('nothing is left over or silenced', () => clean(hygieneRules(sources)));
test('no machine and no registry stands in a file', () => clean(textRules(texts)));
test('each folder that people extend teaches how', () => clean(readmeRules(paths)));

/** Without a stack, which would only repeat the list. */
function clean(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const lines = problems.map(({ path, line, rule, text }) => `${path}:${line}  ${rule}: ${text}`);
  const error = new Error(`${lines.length} to mend\n    ${lines.join('\n    ')}`);
  error.stack = `${error.name}\n`;
  throw error;
}

function parse({ path, text }: TextFile): SourceFile[] {
  try {
    return [sourceFile(path, text)];
  } catch (error) {
    broken.push({ path, line: 1, rule: 'syntax', text: String(error) });
    return [];
  }
}

/** undefined: deleted but not yet committed, or no text. */
function readText(path: string): string | undefined {
  try {
    const text = readFileSync(join(root, path), 'utf8');
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
