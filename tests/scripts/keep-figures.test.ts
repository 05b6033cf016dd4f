import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { Verdict } from '../../core/verdict.ts';
import { figuresOf, keepFigures } from '../../scripts/keep-figures.ts';
import { suite } from '../door.ts';

const test = suite('keep figures');

const verdict = {
  ...{ judgedAt: '2027-03-01T08:00:00Z', campaign: 'nightly', target: 'reference', environment: 'containers' },
  ...{ seed: 7, verdict: 'CLEAR', sentence: 'CLEAR', defects: [], findings: [] },
  criteria: [
    { id: 'api-latency', status: 'pass', value: 31.5 },
    { id: 'recovery', status: 'fail', value: null },
    { id: 'runbooks', status: 'unknown' },
  ],
} as unknown as Verdict;

test('a line has the verdict and every figure that there is, infinite ones as null', () => {
  const { figures, ...of } = figuresOf(verdict);
  assert.equal(figures, { 'api-latency': 31.5, recovery: null });
  assert.equal(Object.keys(of), ['judgedAt', 'campaign', 'target', 'environment', 'seed', 'verdict']);
});

test('each run adds one line, to a file that need not be there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ansturm-figures-'));
  try {
    const file = join(folder, 'figures.ndjson');
    await keepFigures(file, verdict);
    await keepFigures(file, { ...verdict, seed: 8 });
    const seeds = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).seed);
    assert.equal(seeds, [7, 8]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
