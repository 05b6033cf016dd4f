import * as assert from 'uvu/assert';
import type { Finding, Validity } from '../../core/finding.ts';
import type { TimelineEvent } from '../../core/run.ts';
import { defaultBounds } from '../../criteria/bounds.ts';
import { judgeRestoreProcedure, judgeRestoreUntested, lastDrill } from '../../criteria/lines/restore.ts';
import { suite } from '../door.ts';

const test = suite('the lines about backups');

const taken = (atMs: number, problem?: string): TimelineEvent => ({
  ...{ event: 'backup-taken', fromMs: atMs - 3_000, atMs },
  ...(problem === undefined ? {} : { problem }),
});
const restored = (fromMs: number, lastsMs: number, problem?: string): TimelineEvent => ({
  ...{ event: 'backup-restored', fromMs, atMs: fromMs + lastsMs },
  ...(problem === undefined ? {} : { problem }),
});
const finding = (validity: Validity): Finding => ({
  by: 'restore-untested',
  validity,
  examined: 90,
  summary: 'RPO 0 s',
});

const procedure = (timeline: readonly TimelineEvent[], findings: readonly Finding[] = []) =>
  judgeRestoreProcedure({ timeline, bounds: defaultBounds }, findings);

test('a restore holds by what was found in it, and by how long it took', () => {
  const timeline = [taken(5_000), taken(20_000), restored(40_000, 6_000)];
  const good = procedure(timeline, [finding('valid')]);
  assert.is(good?.status, 'pass');
  assert.is(good?.value, 0.1);
  assert.is(good?.reason, 'RTO 6.0 s, RPO 0 s');
  assert.is(procedure(timeline, [finding('invalid')])?.status, 'fail');
  assert.is(procedure(timeline, [finding('unknown')])?.status, 'unknown');
  assert.is(procedure([taken(20_000), restored(40_000, 16 * 60_000)], [finding('valid')])?.status, 'fail');
});

test('the backup before the last is the one that was taken, too', () => {
  const drill = lastDrill([taken(5_000), taken(12_000, 'no room'), taken(20_000), restored(40_000, 6_000)]);
  assert.equal([drill.taken?.atMs, drill.previous?.atMs, drill.restored?.atMs], [20_000, 5_000, 46_000]);
  assert.is(lastDrill([taken(5_000)]).previous, undefined);
});

test('what was not tried is not measured, and what did not work is unknown with its reason', () => {
  assert.is(judgeRestoreUntested({ timeline: [] }), undefined);
  assert.is(procedure([]), undefined);
  const reason = (timeline: readonly TimelineEvent[]): string => {
    const lines = [judgeRestoreUntested({ timeline }), procedure(timeline)];
    assert.equal(
      lines.map((line) => line?.status),
      ['unknown', 'unknown'],
    );
    assert.is(lines[0]?.reason, lines[1]?.reason);
    return lines[0]?.reason ?? '';
  };
  assert.match(reason([taken(5_000), taken(9_000, 'no room')]), /^no backup was taken: no room$/);
  assert.match(reason([taken(5_000)]), /not restored$/);
  assert.match(reason([taken(5_000), restored(9_000, 10, 'it ended at once')]), /it ended at once$/);
  assert.match(reason([taken(5_000), restored(9_000, 10)]), /^nobody looked/);
  // One that was restored before the last backup says nothing of it.
  assert.match(reason([taken(5_000), restored(6_000, 10), taken(9_000)]), /not restored$/);
});
