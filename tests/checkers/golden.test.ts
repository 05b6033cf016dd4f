import { readdirSync, readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import type { Circumstances, Completeness } from '../../checkers/checker.ts';
import { openLaws } from '../../checkers/open-laws.ts';
import type { StoredBooking } from '../../core/booking.ts';
import type { Operation } from '../../core/operation.ts';
import { bookingFault } from '../../recording/booking-fault.ts';
import { openProviderLines } from '../../recording/open-provider-lines.ts';
import { operationFault } from '../../recording/operation-fault.ts';
import { openProblems } from '../../recording/problems.ts';
import { openSeenIds } from '../../recording/seen-ids.ts';
import { suite } from '../door.ts';

const test = suite('golden histories');
const folder = new URL('../golden/', import.meta.url);

interface Line extends Partial<Operation> {
  readonly why?: string;
  readonly completeness?: Partial<Completeness>;
  /** What else the laws are told, in the first line too. */
  readonly circumstances?: Partial<Circumstances>;
  readonly initial?: StoredBooking;
  readonly final?: StoredBooking;
  readonly provider?: unknown;
}

const names = readdirSync(folder).filter((name) => name.endsWith('.ndjson'));
const laws = openLaws({ world: undefined, isShared: false })
  .close(wholeness({}))
  .map(({ by }) => by);

function wholeness(but: Partial<Completeness>): Completeness {
  const unseenOperations = but.unseenOperations ?? 0;
  const states = { isInitialComplete: true, isFinalComplete: true };
  return { unseenOperations, isHistoryWhole: unseenOperations === 0, ...states, clockErrorMs: 2, ...but };
}

for (const law of laws) {
  test(`${law}: there are good ones, bad ones and undecidable ones`, () => {
    for (const validity of ['valid', 'invalid', 'unknown']) {
      const wanted = new RegExp(`^${law}-.*-${validity}\\.ndjson$`);
      assert.ok(
        names.some((name) => wanted.test(name)),
        `${law}-…-${validity}.ndjson`,
      );
    }
  });
}

for (const name of names) {
  test(name, () => {
    const text = readFileSync(new URL(name, folder), 'utf8').trimEnd();
    const [first, ...lines] = text.split('\n').map((line) => JSON.parse(line) as Line);
    assert.type(first?.why, 'string');
    const final = lines.flatMap((line) => line.final ?? []);
    const initial = lines.flatMap((line) => line.initial ?? []);
    const operations = lines.filter((line) => line.verb !== undefined) as Operation[];
    assert.equal([...final, ...initial].map(bookingFault).filter(Boolean), []);
    assert.equal(operations.map(operationFault).filter(Boolean), []);
    const open = openLaws({ world: undefined, isShared: false, ...first?.circumstances });
    for (const operation of operations) open.take(operation);
    for (const booking of initial) open.takeInitial(booking);
    for (const booking of final) open.takeFinal(booking);
    const problems = openProblems();
    const takeProvider = openProviderLines(name, open.takeProvider, problems, openSeenIds());
    for (const [at, { provider }] of lines.entries()) if (provider !== undefined) takeProvider(provider, at, 0);
    assert.equal(problems.list(), []);
    const finding = open.close(wholeness(first?.completeness ?? {})).find(({ by }) => name.startsWith(`${by}-`));
    const [validity, summary] = [finding?.validity, finding?.summary];
    assert.ok(name.endsWith(`-${validity}.ndjson`), `${validity}: ${summary}`);
  });
}
