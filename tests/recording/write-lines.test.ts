import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { StoredBooking } from '../../core/booking.ts';
import { bookingFault } from '../../recording/booking-fault.ts';
import { compress, compressHistories } from '../../recording/compress.ts';
import { openProblems } from '../../recording/problems.ts';
import { readRecords } from '../../recording/read-records.ts';
import { openLines } from '../../recording/write-lines.ts';
import { openState } from '../../recording/write-state.ts';
import { suite } from '../door.ts';
import { inTemporaryFolder } from './in-temporary-folder.ts';

const test = suite('write lines');

const booking: StoredBooking = {
  ...{ id: 'b1', tenant: 't1', resource: 'r1', status: 'booked' },
  ...{ start: '2027-03-01T08:00:00Z', end: '2027-03-01T09:00:00Z' },
};

test('header first, then records, each a line; the old file is never appended to', async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, 'x.ndjson');
    const lines = openLines(path, { schemaVersion: 1 });
    for (let n = 0; n < 5000; n += 1) assert.ok(lines.write({ n, text: 'ü'.repeat(10) }));
    lines.close();
    lines.close();
    const written = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { n?: number });
    assert.is(written.length, 5001);
    assert.is(written[5000]?.n, 4999);
    assert.throws(() => openLines(path, {}), /EEXIST/);
    assert.not(lines.write({ n: 1 }));
  });
});

test('a full disk is reported once and ends the writing without a throw', async () => {
  if (!existsSync('/dev/full')) return;
  await inTemporaryFolder(async (folder) => {
    const faults: string[] = [];
    const path = join(folder, 'full.ndjson');
    symlinkSync('/dev/full', path);
    const lines = openLines(path, { schemaVersion: 1 }, { onFault: (code) => faults.push(code), isNew: false });
    assert.not(lines.write({ n: 1 }));
    lines.close();
    assert.equal(faults, ['ENOSPC']);
    assert.is(lines.fault(), 'ENOSPC');
  });
});

test('a state says at its end that it is complete; without that it is cut short', async () => {
  const problemsOf = async (finish: 'complete' | 'abandon', cut = 0): Promise<string[]> =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, 'final-state.ndjson');
      const state = openState(path, 'final-state');
      state.write(booking);
      state.write({ ...booking, id: 'b2' });
      if (finish === 'complete') state.complete();
      else state.abandon('page 3 did not come');
      if (cut > 0)
        writeFileSync(
          path,
          readFileSync(path, 'utf8')
            .split('\n')
            .filter((_, at) => at !== cut)
            .join('\n'),
        );
      const problems = openProblems();
      const read: string[] = [];
      await readRecords<StoredBooking>(path, bookingFault, ({ id }) => read.push(id), problems, { hasFooter: true });
      assert.is(read.length, cut > 0 ? 1 : 2);
      return problems.list().map(({ problem, count, example }) => `${count} ${problem}: ${example}`);
    });
  assert.equal(await problemsOf('complete'), []);
  assert.equal(await problemsOf('abandon'), ['1 truncated: page 3 did not come']);
  assert.equal(await problemsOf('complete', 1), ['1 truncated: 2 records were written, 1 can be read']);
});

test('compressing leaves one file, and a file that cannot be compressed stays as it is', async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, 'a.ndjson');
    writeFileSync(path, 'one\ntwo\n');
    assert.equal(await compressHistories(folder), []);
    assert.not(existsSync(path));
    assert.ok(existsSync(`${path}.zst`));
    assert.ok((await compress(join(folder, 'none.ndjson'))) instanceof Error);
    assert.not(existsSync(join(folder, 'none.ndjson.zst.part')));
  });
});
