import * as assert from 'uvu/assert';
import type { Campaign } from '../../campaigns/campaign.ts';
import { clockAhead, nextChangeMs } from '../../campaigns/clock-ahead.ts';
import { findCampaign } from '../../campaigns/find-campaign.ts';
import type { Environment } from '../../environments/environment.ts';
import { suite } from '../door.ts';

const test = suite('the clock that a platform starts with');
const nowMs = Date.parse('2026-11-28T23:00:00Z');
const withClock = { hasOwnClock: () => true } as unknown as Environment;
const iso = (ms: number): string => new Date(ms).toISOString();

test('clocks are set forward in March and back in October, at one in the morning by UTC', () => {
  assert.is(iso(nextChangeMs('forward', nowMs)), '2027-03-28T01:00:00.000Z');
  assert.is(iso(nextChangeMs('back', nowMs)), '2027-10-31T01:00:00.000Z');
  const [spring, autumn] = [Date.parse('2027-03-28T01:00:00Z'), Date.parse('2026-10-25T01:00:00Z')];
  assert.is(iso(nextChangeMs('forward', spring - 1)), iso(spring));
  assert.is(iso(nextChangeMs('forward', spring)), '2028-03-26T01:00:00.000Z');
  assert.is(iso(nextChangeMs('back', autumn - 1)), iso(autumn));
});

test('an experiment of such a night begins so long before the change that this comes in its fault phase', async () => {
  for (const [name, change] of [
    ['clock-jump-in-spring', '2027-03-28T01:00:00Z'],
    ['clock-jump-in-autumn', '2027-10-31T01:00:00Z'],
  ] as const) {
    const campaign = await findCampaign(name);
    const originMs = nowMs + clockAhead(campaign, withClock, nowMs);
    const plan = campaign.steps[0]?.scenario.plan({
      users: 0,
      journeyMs: { 'voice-call': 1, 'web-booking': 1, 'staff-day': 1 },
    });
    const changeMs = Date.parse(change) - originMs - (plan?.beginsAtMs ?? Number.NaN);
    const [fault] = plan?.faults ?? [];
    assert.is(fault?.fault, 'clock-jumps');
    if (fault?.fault !== 'clock-jumps') return;
    // The jump leads over it, with a second or two to obey; then the clock is before it again, and gets there in time.
    assert.ok(fault.atMs + 2_000 < changeMs && fault.atMs + fault.aheadMs > changeMs, `${changeMs}`);
    assert.ok(fault.atMs + fault.durationMs + 2_000 < changeMs);
    assert.ok(changeMs < (plan?.phases.find((phase) => phase.name === 'fault')?.toMs ?? 0));
  }
});

test('where nobody asks for such a night, or nobody can set a clock, the platform goes by ours', async () => {
  const usual = await findCampaign('clock-jump');
  assert.is(clockAhead(usual, withClock, nowMs), 0);
  const spring: Campaign = await findCampaign('clock-jump-in-spring');
  assert.is(clockAhead(spring, {} as Environment, nowMs), 0);
  assert.is(clockAhead(spring, { hasOwnClock: () => false } as unknown as Environment, nowMs), 0);
});
