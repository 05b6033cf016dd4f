import * as assert from 'uvu/assert';
import type { Fault } from '../../chaos/fault.ts';
import { processKilled } from '../../chaos/faults/process-killed.ts';
import { type LeaseOptions, leaseFault } from '../../chaos/lease-fault.ts';
import type { FaultEvent } from '../../core/run.ts';
import type { Lab } from '../../environments/environment.ts';
import { suite } from '../door.ts';

const test = suite('lease of a fault');

function labOf(processControl: Lab['processControl']): Lab {
  return { processControl } as Lab;
}

/** One process; `stuckFor` starts fail before one succeeds. */
function platform(stuckFor = 0) {
  const calls: string[] = [];
  let isRunning = true;
  let failures = stuckFor;
  const control: NonNullable<Lab['processControl']> = {
    async kill(name, signal) {
      calls.push(`${signal} ${name}`);
      isRunning = false;
    },
    async start(name) {
      calls.push(`start ${name}`);
      failures -= 1;
      if (failures >= 0) throw new Error('the port is taken');
      isRunning = true;
    },
    isRunning: () => isRunning,
    ...{ pause: async () => undefined, resume: async () => undefined, isPaused: () => false },
  };
  return { lab: labOf(control), calls, isRunning: () => isRunning };
}

async function leased(fault: Fault, lab: Lab, more: Partial<LeaseOptions> = {}) {
  const events: FaultEvent[] = [];
  const end = await leaseFault(fault, lab, {
    ...{ durationMs: 1, healTimeoutMs: 5_000, clock: () => 7, signal: new AbortController().signal },
    tell: (event) => events.push(event),
    ...more,
  });
  return { end, events: events.map(({ event }) => event.slice('fault-'.length)), details: events };
}

test('a killed process is told of before it is killed, and started again', async () => {
  const { lab, calls } = platform();
  let callsAtLease = -1;
  const { end } = await leased(processKilled('api-1'), lab, {
    tell: ({ event }) => {
      if (event === 'fault-leased') callsAtLease = calls.length;
    },
  });
  assert.equal([end, callsAtLease, calls], ['healed', 0, ['SIGKILL api-1', 'start api-1']]);
});

test('healing is tried again until it succeeds', async () => {
  const { lab, isRunning } = platform(2);
  const { end, events } = await leased(processKilled('api-1'), lab);
  assert.equal([end, events, isRunning()], ['healed', ['leased', 'injected', 'healed'], true]);
});

test('what cannot be healed in time is stuck, and why', async () => {
  const { lab } = platform(1_000);
  const { end, details } = await leased(processKilled('api-1'), lab, { healTimeoutMs: 1 });
  assert.is(end, 'stuck');
  assert.is(details.at(-1)?.detail, 'the port is taken');
});

test('healing that never ends is stuck all the same', async () => {
  const { lab } = platform();
  const fault: Fault = { ...processKilled('api-1'), heal: () => new Promise(() => undefined) };
  const { end, details } = await leased(fault, lab, { healTimeoutMs: 20 });
  assert.equal([end, details.at(-1)?.detail], ['stuck', 'it was not done in time']);
});

test('an injection that fails halfway is healed all the same', async () => {
  let isBroken = false;
  const halfway: Fault = {
    name: 'halfway',
    lacks: () => undefined,
    async inject() {
      isBroken = true;
      throw new Error('no right to do that');
    },
    isInjected: () => false,
    async heal() {
      isBroken = false;
    },
    isHealed: () => !isBroken,
  };
  const { end, events, details } = await leased(halfway, labOf(undefined));
  assert.equal([end, events, isBroken], ['healed', ['leased', 'failed', 'healed'], false]);
  assert.is(details[1]?.detail, 'no right to do that');
});

test('Ctrl-C ends the fault, and heals it', async () => {
  const { lab, isRunning } = platform();
  const ended = new AbortController();
  const { end } = await leased(processKilled('api-1'), lab, {
    ...{ durationMs: 3_600_000, signal: ended.signal },
    tell: ({ event }) => {
      if (event === 'fault-injected') setImmediate(() => ended.abort());
    },
  });
  assert.equal([end, isRunning()], ['healed', true]);
});

test('what is out of reach is not tried', async () => {
  const { end, details } = await leased(processKilled('api-1'), labOf(undefined));
  assert.is(end, 'unavailable');
  assert.match(details[0]?.detail ?? '', 'not ours to kill');
});

test('it is leased before it is injected, and given back when it is healed, not when it is stuck', async () => {
  const calls: string[] = [];
  const recorded = (lab: Lab): Lab => ({
    ...lab,
    lease: (fault, timeToLiveMs) => {
      calls.push(`leased ${fault} for ${timeToLiveMs} ms`);
      return () => void calls.push('given back');
    },
  });
  const well = platform();
  await leased(processKilled('api-1'), recorded(well.lab));
  assert.equal(calls.splice(0), ['leased process-killed api-1 for 65001 ms', 'given back']);
  await leased(processKilled('api-1'), recorded(platform(1_000).lab), { healTimeoutMs: 1 });
  assert.equal(calls, ['leased process-killed api-1 for 60002 ms']);
});

test('what cannot be recorded, as on a full disk, is not broken', async () => {
  const { lab, calls, isRunning } = platform();
  const full = (): never => {
    throw new Error('no space left on device');
  };
  const { end, events } = await leased(processKilled('api-1'), { ...lab, lease: full });
  assert.equal([end, events, isRunning()], ['healed', ['leased', 'failed', 'healed'], true]);
  assert.not(calls.some((call) => call.startsWith('SIGKILL')));
});
