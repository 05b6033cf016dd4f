import * as assert from 'uvu/assert';
import { calmPass } from '../../campaigns/calm-pass.ts';
import { openClient } from '../../drivers/node/client.ts';
import type { Target } from '../../targets/target.ts';
import { suite } from '../door.ts';
import { startToyPlatform } from '../drivers/toy-platform.ts';
import { target as toy } from '../drivers/toy-target.ts';

const test = suite('calm pass');

test('once it is told to stop, nothing further is asked, and what was counted is kept', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const platform = await startToyPlatform(() => {
    if (platform.requests.length === 2) controller.abort();
    return { status: 200, body: '{}' };
  });
  const wish = { tenant: 't', branch: 'b', service: 's', fromDay: '2026-12-01', days: 3 };
  const caller = { ...wish, name: 'n', phone: '+49', customer: 'c', patience: 2 };
  const operations: string[] = [];
  const clock = (): number => 0;
  const client = openClient({
    ...{ target: toy, clock, signal, baseUrls: [platform.baseUrl], secrets: {}, name: 'calm-1', runId: '0000abcd' },
    timeoutMs: 2_000,
  });
  const samples = await calmPass({
    ...{ client, clock, signal, offers: toy.offers, busiest: undefined },
    input: { runId: '0000abcd', seed: 1, anchorDay: '2026-11-22' },
    demand: {
      journeys: {
        'voice-call': [{ ...caller, turns: [1, 1, 1, 1] }],
        'web-booking': [{ ...caller, pauses: [1, 1, 1, 1, 1, 1], after: 'none' }],
        'staff-day': [{ ...wish, day: '2026-12-01', looks: 4, pauses: [1, 1, 1, 1], noShow: false }],
      },
    },
    statementCalls: async () => new Map([['own', platform.requests.length * 3]]),
    take: (operation) => void operations.push(operation.type),
  });
  await platform.stop();
  assert.is(platform.requests.length, 2);
  assert.equal(operations, ['ok', 'info'], 'what was never asked is not recorded as unanswered');
  assert.is(samples[0]?.statements, 3);
});

test('what the platform does behind the reply of a booking is no part of the next request', async () => {
  let behind = 0;
  const platform = await startToyPlatform((path) => {
    // Thirty statements more, long after the reply, as the count is asked for.
    if (path === '/book') behind = 30;
    return { status: 200, body: '{}' };
  });
  const target: Target = {
    name: 'books',
    offers: { ...toy.offers, verbs: ['find-slots', 'book', 'read-booking'] },
    *perform({ verb }) {
      const reply = yield { method: 'GET', path: verb === 'book' ? '/book' : '/read', route: verb };
      if (reply.status !== 200) return { type: 'info', reason: 'unknown' };
      const slot = { resource: 'r', start: '2026-12-01T10:00:00Z', end: '2026-12-01T11:00:00Z' };
      const stored = { id: 'b', tenant: 't', ...slot, status: 'booked' } as const;
      return { type: 'ok', answer: { slots: [slot], booking: 'b', bookings: [stored] } };
    },
  };
  const { signal } = new AbortController();
  const clock = (): number => performance.now();
  const client = openClient({
    ...{ target, clock, signal, baseUrls: [platform.baseUrl], secrets: {}, name: 'calm-1', runId: '0000abcd' },
    timeoutMs: 2_000,
  });
  const wish = { tenant: 't', branch: 'b', service: 's', fromDay: '2026-12-01', days: 3 };
  const caller = { ...wish, name: 'n', phone: '+49', customer: 'c', patience: 2 };
  let extra = 0;
  const samples = await calmPass({
    ...{ client, clock, signal, offers: target.offers, busiest: undefined },
    input: { runId: '0000abcd', seed: 1, anchorDay: '2026-11-22' },
    demand: {
      journeys: { 'voice-call': [{ ...caller, turns: [1, 1, 1, 1] }], 'web-booking': [], 'staff-day': [] },
    },
    statementCalls: async () => {
      if (behind > 0) [behind, extra] = [behind - 10, extra + 10];
      return new Map([
        ['own', platform.requests.length * 3],
        ['behind', extra],
      ]);
    },
    take: () => undefined,
  });
  await platform.stop();
  const read = samples.find(({ route }) => route.endsWith('read-booking'));
  assert.equal([read?.requests, read?.statements], [1, 3]);
});
