import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type CleanUp, cleanUp } from '../../campaigns/clean-up.ts';
import { madeByRun } from '../../campaigns/made-by-run.ts';
import type { StoredBooking } from '../../core/booking.ts';
import type { Client } from '../../drivers/node/client.ts';
import type { Completion, Intent } from '../../targets/intent.ts';
import { suite } from '../door.ts';

const test = suite('cleaning up');

let operations = 0;
function line(verb: string, type: string, intent: string, asked: object, answered: object = {}): string {
  const id = (operations++).toString(16).padStart(32, '0');
  const times = { startMs: 1, endMs: 2, requests: [{ route: 'POST /', startMs: 1, endMs: 2, status: 200 }] };
  const reason = type === 'ok' ? {} : { reason: 'unknown' };
  return JSON.stringify({
    id,
    intent,
    process: `u-${id}`,
    verb,
    keys: [],
    ...times,
    type,
    value: { asked, answered, ...reason },
  });
}

const place = { tenant: 't', branch: 'b', service: 's', customer: 'c' };
const slot = { resource: 'r', start: '2026-12-01T10:00:00Z', end: '2026-12-01T10:30:00Z' };

function stored(id: string, more: Partial<StoredBooking>): StoredBooking {
  return { id, tenant: 't', ...slot, status: 'booked', ...more };
}

/** Runs a clean-up in a folder whose histories hold the lines; the platform answers each cancellation by its id. */
async function cleaned(options: {
  readonly lines: readonly string[];
  readonly stored: readonly StoredBooking[] | undefined;
  readonly answer?: (id: string) => Completion;
  readonly obstacle?: string;
}): Promise<{ readonly written: CleanUp; readonly asked: readonly Intent[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'ansturm-test-'));
  mkdirSync(join(folder, 'history'));
  const header = '{"schemaVersion":1,"source":"smoke","offsetMs":0,"errorMs":0}';
  writeFileSync(join(folder, 'history', 'smoke.ndjson'), `${[header, ...options.lines].join('\n')}\n`);
  const asked: Intent[] = [];
  const client: Client = {
    async perform(intent) {
      asked.push(intent);
      const id = intent.verb === 'cancel' ? intent.booking : '';
      const completion = options.answer?.(id) ?? { type: 'ok', answer: {} };
      return { completion, lastReply: { status: 500, headers: {}, body: '' } } as unknown as ReturnType<
        Client['perform']
      >;
    },
  };
  const file = join(folder, 'cleanup.json');
  const made = await madeByRun(join(folder, 'history'));
  const { stored: there, obstacle } = options;
  await cleanUp({ stored: there, made, prefixes: ['0000abcd'], clients: [client, client], obstacle, file });
  const written = JSON.parse(readFileSync(file, 'utf8')) as CleanUp;
  rmSync(folder, { recursive: true });
  return { written, asked };
}

test('cancels what bears a tag of the run or was acknowledged to it, and nothing of anybody else', async () => {
  const { written, asked } = await cleaned({
    lines: [line('book', 'ok', 'x-1', place, { booking: 'known', slot })],
    stored: [
      stored('tagged', { tag: '0000abcd-voice-call-1-0' }),
      stored('known', {}),
      stored('held', { tag: '0000abcd-web-2-0', status: 'held' }),
      stored('gone', { tag: '0000abcd-web-3-0', status: 'cancelled' }),
      stored('foreign', { tag: '0000abce-web-3-0' }),
      stored('longer', { tag: '0000abcdef-1' }),
      stored('untagged', {}),
      stored('known', { tenant: 'other' }),
    ],
  });
  assert.equal(asked.map((intent) => intent.verb === 'cancel' && intent.booking).sort(), ['held', 'known', 'tagged']);
  assert.equal([written.cancelled, written.left], [3, []]);
});

test('what cannot be cancelled is listed, with the reason; so are customers, whom nobody can remove', async () => {
  const { written } = await cleaned({
    lines: [line('register-customer', 'ok', 'x-2', { tenant: 't', name: 'n', phone: 'p' }, { customer: 'c-9' })],
    stored: [stored('a', { tag: '0000abcd-1' }), stored('b', { tag: '0000abcd-2' })],
    answer: (id) => (id === 'a' ? { type: 'ok', answer: {} } : { type: 'fail', reason: 'error' }),
  });
  assert.is(written.cancelled, 1);
  assert.equal(written.left, [{ tenant: 't', id: 'b', tag: '0000abcd-2', why: 'error (status 500)' }]);
  assert.equal(written.customers, [{ tenant: 't', id: 'c-9', tag: 'x-2' }]);
});

test('where the state cannot be read, what was acknowledged and not cancelled is', async () => {
  const { asked, written } = await cleaned({
    lines: [
      line('book', 'ok', 'x-1', place, { booking: 'one', slot }),
      line('confirm', 'ok', 'x-3', { ...place, booking: 'hold' }, {}),
      line('book', 'ok', 'x-2', place, { booking: 'two', slot }),
      line('book', 'info', 'x-4', place),
      line('cancel', 'ok', 'x-2', { tenant: 't', booking: 'two' }),
    ],
    stored: undefined,
  });
  assert.equal(asked.map((intent) => intent.verb === 'cancel' && intent.booking).sort(), ['hold', 'one']);
  assert.equal(written.uncertain, [{ tenant: 't', tag: 'x-4' }]);
});

test('where nothing may be sent any more, nothing is, and everything is listed', async () => {
  const { written, asked } = await cleaned({
    ...{ lines: [], stored: [stored('a', { tag: '0000abcd-1' })], obstacle: "the owner's consent is gone" },
  });
  assert.equal(asked, []);
  assert.equal(
    written.left.map(({ id, why }) => `${id}: ${why}`),
    ["a: the owner's consent is gone"],
  );
});
