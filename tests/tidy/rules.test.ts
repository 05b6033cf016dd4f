import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { doorRules } from './door-rules.ts';
import { hygieneRules } from './hygiene-rules.ts';
import { importRules } from './import-rules.ts';
import { namingRules } from './naming-rules.ts';
import { purityRules } from './purity-rules.ts';
import { reachRules } from './reach-rules.ts';
import { sizeRules } from './size-rules.ts';
import { type Problem, type SourceFile, sourceFile } from './source-file.ts';
import { readmeRules, textRules } from './text-rules.ts';

const test = suite('tidy rules');

type Rule = (files: readonly SourceFile[]) => readonly Problem[];

/** The rule speaks about exactly these lines of a file with this content. */
function speaks(rule: Rule, path: string, text: string, lines: readonly number[]): readonly Problem[] {
  const problems = rule([sourceFile(path, text), sourceFile('core/plan.ts', ''), sourceFile('stack/api.ts', '')]);
  const own = problems.filter((problem) => problem.path === path);
  assert.equal(
    own.map(({ line }) => line),
    lines,
    JSON.stringify(own),
  );
  return own;
}

test('a request that goes past the door is named', () => {
  speaks(doorRules, 'campaigns/x.ts', `export const a = await fetch('http://a');\n`, [1]);
  speaks(doorRules, 'drivers/node/fetch-by.ts', `export const a = await fetch('http://a');\n`, []);
  speaks(doorRules, 'environments/x.ts', `export const a = await fetch('http://a');\n`, []);
});

test('an import that the table does not allow is named with line and remedy', () => {
  const text = `\nimport { plan } from '../core/plan.ts';\nimport { api } from '../stack/api.ts';\n`;
  const [problem] = speaks(importRules, 'campaigns/x.ts', text, [3]);
  assert.match(problem?.text ?? '', 'campaigns must not import stack');
  assert.match(problem?.text ?? '', 'tests/tidy/import-table.ts');
});

for (const [name, statement] of Object.entries({
  'a type import': `import type { Api } from '../stack/api.ts';`,
  'a dynamic import': `export const api = await import('../stack/api.ts');`,
  'a re-export': `export { api } from '../stack/api.ts';`,
  'an import() type': `export type Api = import('../stack/api.ts').Api;`,
  'a built-in module': `import { join } from 'node:path';`,
  'a package': `import { faker } from '@faker-js/faker';`,
  'a k6 module': `import http from 'k6/http';`,
  'a computed import': `export const load = (name: string) => import(name);`,
  'an import without its ending': `import { plan } from './plan';`,
  'an import that leads nowhere': `import { nothing } from './nothing.ts';`,
})) {
  test(`${name} that core may not have is seen`, () => void speaks(importRules, 'core/x.ts', statement, [1]));
}

test('faker is for fixtures, autocannon for the storm, k6 for what runs in it', () => {
  speaks(importRules, 'fixtures/x.ts', `import { faker } from '@faker-js/faker';`, []);
  speaks(importRules, 'stack/x.ts', `import { faker } from '@faker-js/faker';`, [1]);
  speaks(importRules, 'scenarios/storm/x.ts', `import autocannon from 'autocannon';`, []);
  speaks(importRules, 'drivers/node/x.ts', `import autocannon from 'autocannon';`, [1]);
  speaks(importRules, 'drivers/k6/x.ts', `import http from 'k6/http';`, []);
  speaks(importRules, 'scenarios/x.plan.ts', `import http from 'k6/http';`, [1]);
});

test('time, chance and the machine are seen in pure folders, and only there', () => {
  const text = [
    `export const a = Date.now();`,
    `export const b = new Date();`,
    `export const c = Math.random();`,
    `export const d = new Intl.NumberFormat();`,
    `export const e = process.env;`,
    `export const f = Buffer.from('');`,
    `export const g = 'b'.localeCompare('a');`,
    `export const h = Date();`,
    `export const harmless = [new Date(0), { process: 1 }.process, Date.parse('')];`,
  ].join('\n');
  speaks(purityRules, 'checkers/x.ts', text, [1, 2, 3, 4, 5, 6, 7, 8]);
  speaks(purityRules, 'recording/x.ts', text, []);
});

test('a name of our own that is called like a global is no impurity', () => {
  const text = `export function x({ process }: { process: string }): string { return process; }`;
  speaks(purityRules, 'checkers/x.ts', text, []);
});

test('long files, lines and functions are seen', () => {
  speaks(sizeRules, 'core/x.ts', `export const x = 1;\n`.repeat(1) + '\n'.repeat(299), []);
  speaks(sizeRules, 'core/x.ts', `export const x = 1;\n`.repeat(1) + '\n'.repeat(300), [301]);
  speaks(sizeRules, 'core/x.ts', `// ${'ä'.repeat(117)}\n// ${'ä'.repeat(118)}`, [2]);
  speaks(sizeRules, 'core/x.ts', `\nexport const x = () => {${'\n'.repeat(74)}};`, []);
  speaks(sizeRules, 'core/x.ts', `\nexport const x = () => {${'\n'.repeat(75)}};`, [2]);
});

test('drawers, barrels and files that are called otherwise are seen', () => {
  for (const name of ['utils', 'date-helpers', 'types', 'common', 'index']) {
    speaks(namingRules, `core/${name}.ts`, `export const ${name.replace('-', '')} = 1;`, [1]);
  }
  speaks(namingRules, 'core/missing-index.ts', `export const missingIndex = 1;`, []);
  speaks(namingRules, 'core/x.ts', `export * from './plan.ts';`, [1]);
  speaks(namingRules, 'core/x.ts', `export { a } from './plan.ts';`, [1]);
  speaks(namingRules, 'core/x.ts', `export const y = 1;`, [1]);
  speaks(namingRules, 'tests/toy.ts', `export const target: Target = toy;`, []);
  speaks(namingRules, 'core/load-plan.ts', `export function loadPlan() {}`, []);
  speaks(namingRules, 'core/load-plan.ts', `export interface LoadPlan {}`, []);
});

test('a file that nobody reaches is dead; an import, a name in a text or a loader brings it to life', () => {
  const dead = (...files: (readonly [string, string])[]): readonly string[] =>
    reachRules(files.map(([path, text]) => sourceFile(path, text))).map(({ path }) => path);
  assert.equal(dead(['scripts/main.ts', ''], ['core/x.ts', '']), ['core/x.ts']);
  assert.equal(
    dead(['scripts/main.ts', `import '../core/x.ts'`], ['core/x.ts', `import './y.ts'`], ['core/y.ts', '']),
    [],
  );
  assert.equal(dead(['scripts/main.ts', `spawn('keeper.ts')`], ['environments/keeper.ts', '']), []);
  assert.equal(dead(['scripts/main.ts', 'spawn(`./keeper.ts`)'], ['environments/keeper.ts', '']), []);
  assert.equal(dead(['targets/a.ts', 'export const target: Target = 1;'], ['targets/b.ts', 'const target = 1;']), [
    'targets/b.ts',
  ]);
  assert.equal(dead(['core/x.ts', `import './y.ts'`], ['core/y.ts', `import './x.ts'`]), ['core/x.ts', 'core/y.ts']);
});

test('leftovers and silenced checks are seen', () => {
  speaks(hygieneRules, 'core/x.ts', `// ${'TO'}DO: later`, [1]);
  speaks(hygieneRules, 'core/x.ts', `// @ts-${'ignore'}`, [1]);
  speaks(hygieneRules, 'core/x.ts', `export const x: any = 1;`, [1]);
  speaks(hygieneRules, 'core/x.ts', `export enum X { a }`, [1]);
  speaks(hygieneRules, 'core/x.ts', `// Toddlers do this.\nexport const company = 'any';`, []);
});

test('machine paths, registry hosts and resolved addresses are seen', () => {
  const lines = (path: string, text: string) => textRules([{ path, text }]).map(({ line }) => line);
  assert.equal(lines('README.md', `see ${'/ro'}ot/x\nand ${'/ho'}me/me/x`), [1, 2]);
  assert.equal(lines('README.md', 'see https://example.org/home/page and ./work/main'), []);
  assert.equal(lines('README.md', `registry.${'npmjs'}.org`), [1]);
  assert.equal(lines('package-lock.json', `"resolved": "https://example.org/x.tgz"`), [1]);
});

test('a folder without its page is seen', () => {
  assert.equal(
    readmeRules(['targets/stack.ts']).map(({ path }) => path),
    ['targets/README.md'],
  );
  assert.equal(readmeRules(['targets/stack.ts', 'targets/README.md']), []);
});
