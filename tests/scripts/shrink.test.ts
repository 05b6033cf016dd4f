import * as assert from 'uvu/assert';
import { again, toldOf } from '../../scripts/shrink.ts';
import { suite } from '../door.ts';

const test = suite('shrink');

test('what is run again is what was typed, but for what is different each time', () => {
  const typed = ['run', 'swarm', '--seed', '7', '--defects', 'a,b', '--out', 'some folder', '--json', '--duration=90s'];
  assert.equal(again(typed), ['run', 'swarm', '--defects', 'a,b', '--duration=90s']);
  assert.equal(again(['run', 'swarm', '--out=x', '--faults', '1,2', '--figures=f']), ['run', 'swarm']);
});

const command = ['run', 'swarm', '--seed', '9'];
const faults = [
  { fault: 'process-killed', process: 'api-1', atMs: 15_000, durationMs: 7_000 },
  { fault: 'provider-misbehaves', provider: 'calendar', conduct: { shares: {} }, atMs: 20_000, durationMs: 5_000 },
  { fault: 'link-cut', link: 'database', atMs: 30_000, durationMs: 3_000 },
] as never;

test('it tells the faults that are left, by what they convict, and what convicts without any', () => {
  const told = toldOf({
    fewest: [1, 2],
    faults,
    runs: 4,
    command,
    anyway: ['session-guarantees'],
    wanted: ['accounting'],
  });
  assert.is(
    told,
    `
2 of 3 faults convict by accounting, as far as 4 runs can tell:
  1  process-killed api-1, 15 s after the load began, for 7 s
  2  provider-misbehaves calendar, 20 s after the load began, for 5 s

session-guarantees convict without any fault, too.

Again:  npx ansturm run swarm --seed 9 --faults 1,2
`,
  );
});

test('where nothing needs a fault, it says so, and tells none', () => {
  const told = toldOf({ fewest: [], faults, runs: 1, command, anyway: ['accounting'], wanted: [] });
  assert.match(told, 'No fault is needed: accounting convict without any.');
  assert.match(told, '--faults none');
  assert.not.match(told, 'process-killed');
});
