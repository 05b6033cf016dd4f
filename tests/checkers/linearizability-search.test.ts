import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import type { Group } from '../../checkers/linearizability/group.ts';
import { judgeGroup } from '../../checkers/linearizability/judge-group.ts';
import { shrink } from '../../checkers/linearizability/shrink.ts';
import { random } from '../../core/random.ts';
import { suite } from '../door.ts';
import { goldenOfGroup } from './golden-of-group.ts';
import { isLinearizableByTrying } from './is-linearizable-by-trying.ts';
import { randomGroup } from './random-group.ts';

const test = suite('search for an order');
const budget = { looks: 1_000_000, characters: 1_000_000 };
const histories = 100_000;

type Judge = typeof judgeGroup;

/** Whether the search says something else than every order that was tried. */
function isWrong(group: Group, judge: Judge): boolean {
  return (judge(group, 0, budget).verdict === 'linearizable') !== isLinearizableByTrying(group);
}

function smallestWrong(group: Group, judge: Judge): Group {
  for (const act of group.acts) {
    const less = { ...group, acts: group.acts.filter((other) => other !== act) };
    if (isWrong(less, judge)) return smallestWrong(less, judge);
  }
  return group;
}

function hasInfo({ acts, bookings }: Group): boolean {
  return (
    acts.some(({ isOptional }) => isOptional) ||
    bookings.some(({ goesFromMs, confirmableFromMs }) => Math.min(goesFromMs, confirmableFromMs) !== Infinity)
  );
}

test('agrees with every order tried, on random small histories', () => {
  let invalid = 0;
  let withInfo = 0;
  for (let seed = 1; seed <= histories; seed += 1) {
    const group = randomGroup(random(seed));
    const isGood = isLinearizableByTrying(group);
    if (!isGood) invalid += 1;
    if (hasInfo(group)) withInfo += 1;
    if (!isWrong(group, judgeGroup)) continue;
    const name = `linearizability-seed-${seed}-${isGood ? 'valid' : 'invalid'}.ndjson`;
    const golden = goldenOfGroup(
      smallestWrong(group, judgeGroup),
      `Seed ${seed} of random groups; the search said otherwise.`,
    );
    assert.unreachable(`paste into tests/golden/${name}:\n${golden}`);
  }
  assert.ok(invalid >= 0.3 * histories, `${invalid} invalid`);
  assert.ok(invalid <= 0.7 * histories, `${invalid} invalid`);
  assert.ok(withInfo >= 0.2 * histories, `${withInfo} with info`);
});

const folder = fileURLToPath(new URL('../../checkers/linearizability/', import.meta.url));

/** One rule of the search removed on purpose: file, what stands there, and what stands there without the rule. */
const withoutRule: Readonly<Record<string, readonly [string, string, string]>> = {
  'a memory of acts without the state': ['search.ts', 'machine.key()', "''"],
  'a memory of the state without the acts': ['search.ts', 'waiting.key()', "''"],
  'observe first also what may have an effect later': [
    'open-model.ts',
    "return isLive(booking) && hasRoom(place, booking, deadlineMs) ? 'step' : 'no';",
    "return standing.placeOf(booking) === place ? 'same' : hasRoom(place, booking, deadlineMs) ? 'step' : 'no';",
  ],
  'a hold that may run out before its time': ['standing.ts', 'lapsesFromMs <= deadlineMs', 'lapsesFromMs < Infinity'],
  'a hold that never runs out': ['standing.ts', '(statuses[booking] === held && lapsesFromMs <= deadlineMs)', 'false'],
  'twins that differ in what is known of them': ['judge-group.ts', ' || count[booking] !== 1', ''],
  'no going back': ['search.ts', 'machine.undo(frame.mark);', ''],
  'an act without an answer that must have happened': [
    'waiting-acts.ts',
    'optional: isOptional[act] ? act : undefined',
    'optional: undefined',
  ],
  'an end that counts as before the start at the same time': [
    'waiting-acts.ts',
    '(a < acts ? 0 : 1) - (b < acts ? 0 : 1)',
    '(b < acts ? 0 : 1) - (a < acts ? 0 : 1)',
  ],
};

for (const [rule, [file, right, wrong]] of Object.entries(withoutRule)) {
  test(`is caught with ${rule}`, async () => {
    const copy = mkdtempSync(join(tmpdir(), 'ansturm-search-'));
    try {
      cpSync(folder, copy, { recursive: true });
      writeFileSync(join(copy, 'package.json'), '{"type":"module"}');
      const text = readFileSync(join(copy, file), 'utf8');
      assert.is(text.split(right).length, 2, `"${right}" stands once in ${file}`);
      writeFileSync(
        join(copy, file),
        text.replace(right, () => wrong),
      );
      const broken: { judgeGroup: Judge } = await import(pathToFileURL(join(copy, 'judge-group.ts')).href);
      let seed = 1;
      while (seed <= histories && !isWrong(randomGroup(random(seed)), broken.judgeGroup)) seed += 1;
      assert.ok(seed <= histories, `no history of ${histories} tells the difference`);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
}

test('a convicting history is shrunk to one that convicts, and of which nothing can be left out', () => {
  let shrunk = 0;
  const judge = (group: Group, looks: number) => judgeGroup(group, 0, { ...budget, looks });
  for (let seed = 1; seed <= 2_000; seed += 1) {
    const group = randomGroup(random(seed));
    if (isLinearizableByTrying(group)) continue;
    const least = shrink(group, judge);
    assert.not.ok(isLinearizableByTrying(least), `seed ${seed}`);
    const owed = least.acts.filter(({ isOptional }) => !isOptional);
    for (const act of owed) {
      const acts = least.acts.map((other) => (other === act ? { ...other, isOptional: true } : other));
      const isSeen = act.kind === 'refused' || act.kind === 'free' || act.kind === 'shown';
      const less = { ...least, acts: isSeen ? least.acts.filter((other) => other !== act) : acts };
      assert.ok(isLinearizableByTrying(less), `seed ${seed}: ${act.kind} can be left out`);
    }
    shrunk += 1;
  }
  assert.ok(shrunk > 500, `${shrunk}`);
});

test('one that uses up its looks or its memory gives up', () => {
  const group = randomGroup(random(3));
  assert.is(judgeGroup(group, 0, { looks: 0, characters: 1_000 }).verdict, 'gave-up');
  assert.is(judgeGroup(group, 0, { looks: 1_000, characters: 0 }).verdict, 'gave-up');
});
