import * as assert from 'uvu/assert';
import { calmPass } from '../../campaigns/calm-pass.ts';
import { openClient } from '../../drivers/node/client.ts';
import { suite } from '../door.ts';
import { startToyPlatform } from '../drivers/toy-platform.ts';
import { target } from '../drivers/toy-target.ts';

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
    ...{ target, clock, signal, baseUrls: [platform.baseUrl], secrets: {}, name: 'calm-1', runId: '0000abcd' },
    timeoutMs: 2_000,
  });
  const samples = await calmPass({
    ...{ client, clock, signal, offers: target.offers, busiest: undefined },
    input: { runId: '0000abcd', seed: 1, anchorDay: '2026-11-22' },
    demand: {
      journeys: {
        'voice-call': [{ ...caller, turns: [1, 1, 1, 1] }],
        'web-booking': [{ ...caller, pauses: [1, 1, 1, 1, 1, 1], after: 'none' }],
        'staff-day': [{ ...wish, day: '2026-12-01', looks: 4, pauses: [1, 1, 1, 1], noShow: false }],
      },
    },
    statementCount: async () => platform.requests.length * 3,
    take: (operation) => void operations.push(operation.type),
  });
  await platform.stop();
  assert.is(platform.requests.length, 2);
  assert.equal(operations, ['ok', 'info'], 'what was never asked is not recorded as unanswered');
  assert.is(samples[0]?.statements, 3);
});
