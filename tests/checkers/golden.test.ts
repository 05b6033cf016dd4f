import { readdirSync, readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import type { Completeness } from '../../checkers/checker.ts';
import type { StoredBooking } from '../../core/booking.ts';
import type { Operation } from '../../core/operation.ts';
import { operationFault } from '../../recording/operation-fault.ts';
import { bookingFault } from '../../recording/record-faults.ts';
import { suite } from '../door.ts';
import { account } from './ledger.ts';

const test = suite('golden histories');
const folder = new URL('../golden/', import.meta.url);

interface Line extends Partial<Operation> {
  readonly why?: string;
  readonly completeness?: Partial<Completeness>;
  readonly initial?: StoredBooking;
  readonly final?: StoredBooking;
}

const names = readdirSync(folder).filter((name) => name.startsWith('accounting-') && name.endsWith('.ndjson'));

test('there are good ones, bad ones and undecidable ones', () => {
  for (const validity of ['valid', 'invalid', 'unknown']) {
    assert.ok(
      names.some((name) => name.endsWith(`-${validity}.ndjson`)),
      validity,
    );
  }
});

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
    const { completeness } = first ?? {};
    const finding = account({ operations, initial, final, ...(completeness === undefined ? {} : { completeness }) });
    assert.ok(name.endsWith(`-${finding.validity}.ndjson`), `${finding.validity}: ${finding.summary}`);
  });
}
