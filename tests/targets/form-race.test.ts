import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import * as assert from 'uvu/assert';
import { type JudgedRecordings, judgeRecordings } from '../../campaigns/judge-recordings.ts';
import { zonesOf } from '../../campaigns/load-target.ts';
import { readStateCommand } from '../../campaigns/read-state-command.ts';
import { addDays } from '../../core/add-days.ts';
import type { StoredBooking } from '../../core/booking.ts';
import type { Finding } from '../../core/finding.ts';
import type { Mark, Operation } from '../../core/operation.ts';
import { type Client, openClient } from '../../drivers/node/client.ts';
import { playRaces } from '../../drivers/socket/play-races.ts';
import { bookingRace } from '../../scenarios/booking-race.plan.ts';
import { nForOneSlot } from '../../scenarios/races/n-for-one-slot.ts';
import { type Offered, offeredGround } from '../../scenarios/races/offered-ground.ts';
import { planRounds } from '../../scenarios/races/plan-rounds.ts';
import type { Intent } from '../../targets/intent.ts';
import { openClocks } from '../../targets/open-clocks.ts';
import type { HttpCall, HttpReply, Step } from '../../targets/target.ts';
import { suite } from '../door.ts';
import { inTemporaryFolder } from '../recording/in-temporary-folder.ts';
import { type FormPlatform, type FormPlatformOptions, startFormPlatform } from './form-platform.ts';
import { target } from './form-target.ts';

const test = suite('targets: a platform of forms');
const today = new Date().toISOString().slice(0, 10);
const runId = '0badcafe';
const zones = zonesOf(target, today);
const originMs = Date.now() - performance.now();
const clock = (): number => performance.now();

function user(platform: FormPlatform, name: string): Client {
  return openClient({
    ...{ target, zones, name, runId, clock, secrets: {}, timeoutMs: 10_000 },
    baseUrls: [platform.baseUrl],
  });
}

async function withPlatform<Result>(
  options: Omit<FormPlatformOptions, 'file'>,
  work: (platform: FormPlatform, folder: string) => Promise<Result>,
): Promise<Result> {
  return inTemporaryFolder(async (folder) => {
    const platform = await startFormPlatform({ ...options, file: join(folder, 'termine.ndjson') });
    try {
      return await work(platform, folder);
    } finally {
      await platform.stop();
    }
  });
}

/** What the catalogue names, as the platform offers it: the ground that races are laid on. */
async function offered(platform: FormPlatform): Promise<readonly Offered[]> {
  const client = user(platform, 'planner');
  const all: Offered[] = [];
  for (const offering of target.catalogue?.offerings ?? []) {
    for (const resource of offering.resources ?? []) {
      const [from, to] = [1, 15].map((days) => `${addDays(today, days)}T00:00:00Z`) as [string, string];
      const { tenant, branch, service } = offering;
      const { completion } = await client.perform({ verb: 'find-slots', tenant, branch, service, resource, from, to });
      assert.is(completion.type, 'ok');
      all.push({ offering, slots: completion.type === 'ok' ? (completion.answer.slots ?? []) : [] });
    }
  }
  return all;
}

interface Raced {
  readonly judged: JudgedRecordings;
  readonly operations: readonly Operation[];
  readonly writers: number;
}

const shape = { ...nForOneSlot, sizes: [2, 8] };

/** Races at the platform from Node, reads what is stored by a command of its own, and judges the files. */
async function race(options: Omit<FormPlatformOptions, 'file'>, roundsMin = 8): Promise<Raced> {
  return withPlatform(options, async (platform, folder) => {
    const ground = offeredGround(await offered(platform), today);
    const wanted = { seed: 7, ground, offers: target.offers, shapes: [shape], roundsMin, lanesMax: 64 };
    const plan = bookingRace.plan({ users: 0, races: planRounds(wanted) } as never);
    const lines: (Operation | Mark)[] = [];
    await playRaces({
      input: { plan, zones, baseUrls: [platform.baseUrl], seed: 7, anchorDay: today, runId, originMs },
      ...{ target, secrets: {}, shapes: [shape], clock, signal: new AbortController().signal },
      write: (line) => void lines.push(line),
    });
    const stored: StoredBooking[] = [];
    const command = [process.execPath, join(import.meta.dirname, 'print-termine.ts'), join(folder, 'termine.ndjson')];
    assert.equal((await readStateCommand(command, (booking) => stored.push(booking))).problem, undefined);
    const file = (name: string, records: readonly object[]): string => {
      writeFileSync(join(folder, name), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      return join(folder, name);
    };
    const header = {
      schemaVersion: 1,
      source: 'race',
      offsetMs: 0,
      errorMs: 1,
      circumstances: { offers: target.offers, originMs },
    };
    const judged = await judgeRecordings({
      histories: [file('race.ndjson', [header, ...lines])],
      initialState: file('initial-state.ndjson', []),
      finalState: file('final-state.ndjson', stored),
    });
    const operations = lines.filter((line) => 'verb' in line);
    return { judged, operations, writers: platform.writers() };
  });
}

function finding({ findings }: JudgedRecordings, by: string): Finding {
  const found = findings.find((each) => each.by === by);
  assert.ok(found, `no law is called ${by}`);
  return found as Finding;
}

function outcomes(operations: readonly Operation[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { verb, type, value } of operations) {
    if (verb !== 'book') continue;
    const key = type === 'ok' ? 'ok' : String(value.reason);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

test('the race-free platform is acquitted: one winner a round, all others are told so', async () => {
  const { judged, operations } = await race({});
  const counts = outcomes(operations);
  assert.ok((counts.ok ?? 0) >= 8 && (counts.taken ?? 0) >= 8, JSON.stringify(counts));
  assert.equal(judged.recording, []);
  const convicting = judged.findings.filter(({ validity }) => validity === 'invalid');
  assert.equal(convicting, []);
  for (const by of ['accounting', 'double-booking']) {
    assert.is(finding(judged, by).validity, 'valid', finding(judged, by).summary);
  }
  const keys = finding(judged, 'idempotency');
  assert.equal([keys.validity, keys.summary], ['not-applicable', 'the target has no idempotency keys']);
  const schema = JSON.parse(readFileSync(new URL('../../recording/operation.schema.json', import.meta.url), 'utf8'));
  const isValid = new Ajv({ strict: true }).compile(schema);
  for (const operation of operations) assert.ok(isValid(operation), JSON.stringify(isValid.errors));
});

test('one that looks and then writes is convicted of double booking', async () => {
  const { judged, operations, writers } = await race({ isRacy: true });
  const counts = outcomes(operations);
  assert.ok((counts.ok ?? 0) > 8, JSON.stringify(counts));
  const { validity, witness } = finding(judged, 'double-booking');
  assert.is(validity, 'invalid');
  assert.ok((witness?.ids.length ?? 0) >= 2);
  assert.is(finding(judged, 'accounting').validity, 'valid');
  assert.is(
    writers,
    operations.filter(({ verb }) => verb === 'book').length,
    'each contender has a session of its own',
  );
});

test('a rate limiter empties a race: what it throttled is no refusal of the slot', async () => {
  const { operations } = await race({ writesMax: 3 }, 4);
  const counts = outcomes(operations);
  assert.ok((counts.throttled ?? 0) > 4, JSON.stringify(counts));
  assert.is((counts.ok ?? 0) + (counts.taken ?? 0), 3);
});

const slot = { resource: 'Dr. Weber', start: '2027-03-02T09:00:00Z', end: '2027-03-02T09:30:00Z' };
const wish: Intent = {
  verb: 'book',
  tenant: '',
  branch: '',
  service: 'Sprechstunde',
  slot,
  customer: 'Zoë',
  tag: 'ours-1',
};

/** What the adapter makes of the last reply to an intent, and what it had sent then. */
function against(
  intent: Intent,
  last: Partial<HttpReply>,
): { readonly said: string; readonly calls: readonly (HttpCall | Step)[] } {
  const session = { user: 'anna', notes: new Map<string, string>(), clocks: openClocks(zones2027) };
  const steps = target.perform(intent, session);
  const calls: (HttpCall | Step)[] = [];
  for (let result = steps.next(); ; ) {
    if (result.done) {
      const { value } = result;
      return { calls, said: value.type === 'ok' ? 'ok' : `${value.type} ${value.reason}` };
    }
    calls.push(result.value);
    if ('step' in result.value) result = steps.next();
    else if (result.value.path === '/formular' && result.value.method === 'GET') {
      const headers = { 'set-cookie': 'PHPSESSID=s-1; path=/' };
      result = steps.next({ status: 200, headers, body: '<input name="csrf" value="t-1">' });
    } else result = steps.next({ status: 200, headers: {}, body: '', ...last });
  }
}

const zones2027 = zonesOf(target, '2027-03-01');

test('one status says everything: the outcome is read from the words, and words that nobody knows are unknown', () => {
  const read: Intent = { verb: 'read-booking', tenant: '', booking: '17' };
  const cancel: Intent = { verb: 'cancel', tenant: '', booking: '17', tag: 'ours-1' };
  const thanks = '<p>Ihre Buchung Nr. 17: Dr. Weber, 2027-03-02 10:00 bis 2027-03-02 10:30</p>';
  const cases: readonly (readonly [Intent, number, string, string])[] = [
    [wish, 200, thanks, 'ok'],
    [wish, 500, '<p>Der Termin ist leider schon vergeben.</p>', 'fail taken'],
    [wish, 500, '<p>Datenbankfehler.</p>', 'info unknown'],
    [wish, 200, '<h1>Wartungsarbeiten</h1>', 'info unknown'],
    [wish, 429, 'Zu viele Anfragen', 'fail throttled'],
    [wish, 0, 'no reply', 'info unknown'],
    // 02:30 is skipped by the clock on that day: the server cannot have meant it.
    [wish, 200, thanks.replaceAll('2027-03-02 10', '2027-03-28 02'), 'info unknown'],
    [cancel, 200, '<p>Buchung Nr. 17 wurde storniert.</p>', 'ok'],
    [cancel, 200, '<p>Diese Buchung gibt es nicht.</p>', 'fail not-found'],
    [read, 200, '<p>Diese Buchung gibt es nicht.</p>', 'fail not-found'],
    [read, 200, `${thanks}<p>Bemerkung: ours-1</p>`, 'ok'],
  ];
  for (const [intent, status, body, expected] of cases) {
    assert.is(against(intent, { status, body }).said, expected, `${intent.verb} ${status} ${body}`);
  }
});

test('the token is fetched before the step, and times are sent as the clock on the wall shows them', () => {
  const { calls } = against(wish, { status: 500 });
  const words = calls.map((call) => ('step' in call ? call.step : `${call.method} ${call.path}`));
  assert.equal(words, ['GET /formular', 'book', 'POST /formular']);
  const [, , form] = calls as [HttpCall, Step, HttpCall];
  assert.is(form.headers?.cookie, 'PHPSESSID=s-1');
  assert.is(new URLSearchParams(form.body).get('von'), '2027-03-02 10:00');
});
