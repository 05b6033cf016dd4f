import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredBooking } from '../core/booking.ts';
import type { Operation } from '../core/operation.ts';
import { type Client, openClient } from '../drivers/node/client.ts';
import { type Prober, startProber } from '../drivers/node/prober.ts';
import type { Lab } from '../environments/environment.ts';
import { awaitConnections } from './await-connections.ts';
import { calmPass } from './calm-pass.ts';
import type { Ready, RunContext } from './make-ready.ts';
import { readStates } from './read-states.ts';
import { carryOutStep, planRunner } from './run-steps.ts';
import { watchRest } from './watch-rest.ts';

const probeIntervalMs = 1_000;
const sampleIntervalMs = 1_000;
const requestTimeoutMs = 10_000;

/** The part of a run in which the platform lives: state before, calm pass, loads, settling, state after. */
export async function runLoads(context: RunContext, ready: Ready): Promise<void> {
  const { progress, recorder, clock, signal } = context;
  const { lab, world } = ready;
  const clients = clientsFor(context, ready, 'state');
  const generators: { name: string; pid: number }[] = [];
  lab.onProcessEnd(({ process, detail }) =>
    recorder.event({ event: 'process-ended', atMs: clock.now(), process, expected: false, detail }),
  );

  progress.step('reading what is booked before the load');
  const busiest = busiestDay();
  const states = { clients, world, recorder, clock: clock.now, signal };
  await readStates({ ...states, which: 'initial', take: busiest.take });
  await countStatements(context, ready, busiest.find(world));

  await lab.statementsStarted();
  const rest = watchRest(() => lab.connections());
  const observer = lab.observe(recorder.sample, {
    intervalMs: sampleIntervalMs,
    clock: clock.now,
    extra: () => [
      { name: 'harness', role: 'harness', pid: process.pid },
      ...generators.map(({ name, pid }) => ({ name, role: 'generator' as const, pid })),
    ],
  });
  const probes = recorder.openHistory('prober', 0);
  let prober: Prober | undefined;
  let before: Promise<number | null> | undefined;
  const carryOut = planRunner(context, ready, {
    onProcess: (name, pid) => void generators.push({ name, pid }),
    // Not before: a probe a second would keep the platform from coming to rest.
    onLoadStarted() {
      before ??= rest.stop();
      prober ??= startProber({
        clients: clientsFor(context, ready, 'prober'),
        intervalMs: probeIntervalMs,
        clock: clock.now,
        write: (operation) => void probes.write(operation),
      });
    },
  });
  try {
    for (const step of ready.steps) {
      if (!signal.aborted) await carryOutStep(context, step, carryOut);
    }
  } finally {
    before ??= rest.stop();
    await prober?.stop();
    await observer.stop();
  }
  for (const sample of await lab.statements(clock.now())) recorder.sample(sample);

  await settle(context, lab, await before);
  progress.step('reading what is booked after the load');
  // Also after Ctrl-C: what was recorded can be judged only by what is stored; a second one leaves at once.
  await readStates({ ...states, signal: new AbortController().signal, which: 'final' });
  if (signal.aborted) recorder.event({ event: 'interrupted', atMs: clock.now() });
}

/** A platform whose connections nobody can see is left alone for so long before its state is read. */
const settleMs = 3_000;

/** The platform comes to rest: what it does behind its replies is done, and its pools gave back what they took. */
async function settle(context: RunContext, lab: Lab, before: number | null): Promise<void> {
  const { recorder, clock, signal, bounds } = context;
  context.progress.step('letting the platform settle');
  if (before === null) {
    await sleep(settleMs, undefined, { signal }).catch(() => undefined);
    return;
  }
  const deadlineMs = bounds.connectionsReturnedMs;
  const returned = await awaitConnections(() => lab.connections(), { before, deadlineMs, clock: clock.now, signal });
  if (returned !== null) recorder.event({ event: 'connections-returned', atMs: clock.now(), ...returned });
}

async function countStatements(context: RunContext, ready: Ready, busiest: Busiest | undefined): Promise<void> {
  const { recorder, clock, progress } = context;
  if ((await ready.lab.statementCount()) === null) return;
  progress.step('counting statements per request');
  const history = recorder.openHistory('calm', 0);
  const [client] = clientsFor(context, ready, 'calm');
  if (client === undefined) return;
  const samples = await calmPass({
    ...{ client, busiest, demand: ready.demand, offers: ready.target.offers, clock: clock.now },
    input: { runId: ready.runId, seed: context.seed, anchorDay: ready.anchorDay },
    statementCount: () => ready.lab.statementCount(),
    take: (operation: Operation) => void history.write(operation),
  });
  for (const sample of samples) recorder.sample(sample);
}

/** One for each base URL. */
function clientsFor(context: RunContext, { lab, target, runId }: Ready, name: string): Client[] {
  return lab.baseUrls.map((baseUrl, index) =>
    openClient({
      ...{ target, runId, clock: context.clock.now, secrets: lab.secrets, timeoutMs: requestTimeoutMs },
      baseUrls: [baseUrl],
      name: `${name}-${index + 1}`,
    }),
  );
}

interface Busiest {
  readonly tenant: string;
  readonly branch: string;
  readonly day: string;
}

/** Finds the branch and the day with most bookings, while the state is read. */
function busiestDay(): { take(booking: StoredBooking): void; find(world: Ready['world']): Busiest | undefined } {
  const counts = new Map<string, number>();
  return {
    take({ tenant, resource, start }) {
      const key = `${tenant}\n${resource}\n${start.slice(0, 10)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    find(world) {
      const branchOf = new Map<string, string>();
      for (const { branches } of world.tenants) {
        for (const { id, staff } of branches) for (const member of staff) branchOf.set(member.id, id);
      }
      const days = new Map<string, number>();
      for (const [key, count] of counts) {
        const [tenant = '', resource = '', day = ''] = key.split('\n');
        const branch = branchOf.get(resource);
        if (branch === undefined) continue;
        const place = `${tenant}\n${branch}\n${day}`;
        days.set(place, (days.get(place) ?? 0) + count);
      }
      const [most] = [...days].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
      if (most === undefined) return undefined;
      const [tenant = '', branch = '', day = ''] = most[0].split('\n');
      return { tenant, branch, day };
    },
  };
}
