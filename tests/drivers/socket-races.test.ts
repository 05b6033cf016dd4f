import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import * as assert from 'uvu/assert';
import type { Mark, Operation } from '../../core/operation.ts';
import { type ContendOperation, isContend, type Round } from '../../core/round.ts';
import { type PlayedRaces, playRaces } from '../../drivers/socket/play-races.ts';
import { bookingRaceSharp } from '../../scenarios/booking-race-sharp.plan.ts';
import { shapes } from '../../scenarios/races/shapes.ts';
import type { Target } from '../../targets/target.ts';
import { suite } from '../door.ts';
import { startToyPlatform } from './toy-platform.ts';
import { target as toy } from './toy-target.ts';

const test = suite('races on sockets');

const slot = { resource: 'staff-1', start: '2026-12-01T10:00:00Z', end: '2026-12-01T10:30:00Z' };
const meetMs = 700;

function roundOf(number: number, contenders: number, offsetsMs: readonly number[] = []): Round {
  return {
    ...{ number, shape: 'n-for-one-slot', factors: { entry: 'staff', contenders }, fromMs: 0, meetMs, toMs: 5_000 },
    places: [{ tenant: 't', branch: 'b', service: 's', slot }],
    contenders: Array.from({ length: contenders }, (_, index) => ({
      ...{ lane: number * contenders + index, role: 'book', customer: `c${index}`, offsetMs: offsetsMs[index] ?? 0 },
    })),
  };
}

interface Played extends PlayedRaces {
  readonly operations: readonly Operation[];
  readonly contends: readonly ContendOperation[];
  readonly marks: readonly Mark[];
  readonly loadMs: number;
}

async function play(
  baseUrls: readonly string[],
  rounds: readonly Round[],
  { target = toy, signal = new AbortController().signal }: { target?: Target; signal?: AbortSignal } = {},
): Promise<Played> {
  const originMs = Date.now() - performance.now();
  const plan = bookingRaceSharp.plan({ users: 0, journeyMs: { 'voice-call': 1, 'web-booking': 1, 'staff-day': 1 } });
  const lanes = rounds.reduce((sum, { contenders }) => sum + contenders.length, 0);
  const lines: (Operation | Mark)[] = [];
  const played = await playRaces({
    input: {
      plan: { ...plan, rounds, lanes },
      baseUrls,
      seed: 1,
      anchorDay: '2026-11-22',
      runId: '0000abcd',
      originMs,
    },
    ...{ secrets: { 'toy-key': 'canary' }, target, shapes, signal, clock: () => performance.now() },
    write: (line) => void lines.push(line),
  });
  assert.is(JSON.stringify(lines).includes('canary'), false);
  const marks = lines.filter((line): line is Mark => 'mark' in line);
  const all = lines.filter((line): line is Operation => !('mark' in line));
  return {
    ...{ ...played, marks, loadMs: marks[0]?.atMs ?? Number.NaN },
    ...{ contends: all.filter(isContend), operations: all.filter((one) => !isContend(one)) },
  };
}

function booksOf({ requests }: Awaited<ReturnType<typeof startToyPlatform>>): readonly string[] {
  return requests.flatMap(({ path, headers }) => (path === '/book' ? String(headers.traceparent).slice(3, 35) : []));
}

test('all contenders arrive, spread over all base URLs, and each request is one that was written down', async () => {
  const platforms = await Promise.all([1, 2].map(() => startToyPlatform(() => ({ status: 200, body: '{}' }))));
  const played = await play(
    platforms.map(({ baseUrl }) => baseUrl),
    [roundOf(0, 20), roundOf(1, 20)],
  );
  await Promise.all(platforms.map((platform) => platform.stop()));
  const { operations, contends, marks } = played;
  assert.is(played.completed, 40);
  assert.is(played.interrupted, 0);
  assert.equal([...played.faults], []);
  assert.is(marks.filter(({ mark }) => mark === 'lane-ended').length, 40);
  assert.equal(
    platforms.map((platform) => booksOf(platform).length),
    [20, 20],
  );
  // An id is that of a contender, and a number behind it.
  const users = platforms.map(({ requests }) =>
    requests.map(({ headers }) => String(headers.traceparent).slice(3, 27)),
  );
  assert.equal(
    users.map((each) => new Set(each).size),
    [40, 40],
    'each contender meets both platforms',
  );
  const requests = operations.flatMap((operation) => operation.requests);
  assert.is(
    requests.length,
    platforms.reduce((sum, platform) => sum + platform.requests.length, 0),
  );
  assert.ok(requests.every(({ status }) => status === 200));
  assert.is(new Set([...operations, ...contends].map(({ id }) => id)).size, operations.length + contends.length);
  assert.is(contends.length, 40);
  const books = new Map(operations.filter(({ verb }) => verb === 'book').map((book) => [book.id, book]));
  for (const { type, startMs, endMs, intendedMs, value } of contends) {
    assert.is(type, 'ok');
    assert.is(value.answered?.outcome, 'ok');
    const raced = books.get(value.answered?.operation ?? '')?.requests[0];
    assert.is(startMs, raced?.startMs);
    assert.is(endMs, raced?.endMs);
    if (intendedMs !== undefined) assert.ok(startMs >= intendedMs && intendedMs === played.loadMs + meetMs);
  }
});

test('a contender whose last byte comes late arrives last, and nobody waits for it', async () => {
  const platform = await startToyPlatform(() => ({ status: 409, body: '{}' }));
  const { operations, contends, loadMs } = await play([platform.baseUrl], [roundOf(0, 5, [0, 0, 400])]);
  await platform.stop();
  const late = contends.find(({ value }) => value.asked.contender === 2);
  assert.is(booksOf(platform).length, 5);
  assert.is(booksOf(platform).at(-1), late?.value.answered?.operation);
  assert.is(late?.value.answered?.reason, 'taken');
  assert.ok((late?.startMs ?? 0) >= loadMs + meetMs + 400);
  assert.ok(operations.filter(({ verb }) => verb === 'book').every(({ type }) => type === 'fail'));
});

test('who is not ready when the others meet goes at once, and is not called late by our fault', async () => {
  const platform = await startToyPlatform(() => ({ status: 200, body: '{}' }));
  const { contends } = await play([platform.baseUrl], [{ ...roundOf(0, 3), meetMs: 0 }]);
  await platform.stop();
  assert.is(booksOf(platform).length, 3);
  for (const { type, intendedMs } of contends) assert.equal([type, intendedMs], ['ok', undefined]);
});

test('a load that is stopped ends at once, and writes what was under way as unknown', async () => {
  const sockets: Socket[] = [];
  const stop = new AbortController();
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    // All have asked by then but one, who waits for another; nobody ever answers.
    socket.on('data', () => sockets.length === 4 && stop.abort());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const contenders = roundOf(0, 2).contenders.map((contender) => ({ ...contender, lane: 3 }));
  const together: Round = { ...roundOf(1, 2), shape: 'cancel-against-cancel', contenders };
  const played = await play([`http://127.0.0.1:${port}`], [roundOf(0, 3), together], { signal: stop.signal });
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  assert.is(played.interrupted, 4);
  assert.is(played.completed, 1, 'the lane that has nothing to do');
  assert.ok(
    played.contends.every(({ type }) => type === 'fail'),
    'nobody has met',
  );
  assert.ok(played.operations.length > 0);
  assert.ok(played.operations.every(({ type, requests }) => type === 'info' && requests[0]?.status === 0));
});

test('a platform that nobody reaches, and an adapter whose words are no request, are told as such', async () => {
  const platform = await startToyPlatform(() => ({ status: 200, body: '{}' }));
  const broken: Target = {
    ...toy,
    *perform() {
      yield { step: 'book' };
      const { status } = yield { method: 'POST', path: '/book', route: '/book', headers: { 'x\r\ny': '1' } };
      return { type: 'info', reason: 'unknown', sample: String(status) };
    },
  };
  const wrong = await play([platform.baseUrl], [{ ...roundOf(0, 2), meetMs: 0 }], { target: broken });
  await platform.stop();
  assert.is(platform.requests.length, 0);
  assert.match([...wrong.faults.keys()].join(), 'header');
  assert.ok(wrong.contends.length === 2 && wrong.contends.every(({ type }) => type === 'fail'));
  const nobody = await play([platform.baseUrl], [{ ...roundOf(0, 2), meetMs: 0 }]);
  assert.match([...nobody.faults.keys()].join(), 'nobody listens there');
  assert.ok(nobody.contends.length === 2 && nobody.contends.every(({ type }) => type === 'fail'));
});

test('the plan has no offsets, nothing that only waits, and no more contenders than can begin at once', () => {
  const journeyMs = { 'voice-call': 1, 'web-booking': 1, 'staff-day': 1 };
  const races = { rounds: [roundOf(0, 5, [1, 2, 3])], lanes: 5, lengthMs: 5_000, shapes: [], skipped: [] };
  const plan = bookingRaceSharp.plan({ users: 0, journeyMs, races });
  assert.is(plan.playedBy, 'sockets');
  assert.ok(plan.rounds?.[0]?.contenders.every(({ offsetMs }) => offsetMs === 0));
  const names = bookingRaceSharp.races?.shapes.map(({ name }) => name) ?? [];
  assert.ok(names.length > 10 && !names.includes('hold-expiry'));
  assert.ok(bookingRaceSharp.races?.shapes.every(({ sizes }) => sizes.length > 0 && Math.max(...sizes) <= 50));
});
