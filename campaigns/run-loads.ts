import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredBooking } from '../core/booking.ts';
import type { Operation } from '../core/operation.ts';
import { type Asking, askProcesses } from '../drivers/node/ask-processes.ts';
import { type Client, openClient } from '../drivers/node/client.ts';
import { startProber } from '../drivers/node/prober.ts';
import type { Lab } from '../environments/environment.ts';
import { awaitAlerts } from './await-alerts.ts';
import { awaitConnections } from './await-connections.ts';
import { awaitRest } from './await-rest.ts';
import { calmPass } from './calm-pass.ts';
import { fillPools } from './fill-pools.ts';
import { leaveTarget } from './leave-target.ts';
import { lookLate } from './look-late.ts';
import type { Ready, RunContext } from './make-ready.ts';
import { openPseudonyms } from './open-pseudonyms.ts';
import { outgoingCalls } from './outgoing-calls.ts';
import { readStates } from './read-states.ts';
import { carryOutStep, planRunner } from './run-steps.ts';
import { undertakes } from './undertakes.ts';

const probeIntervalMs = 1_000;
const sampleIntervalMs = 1_000;
const requestTimeoutMs = 10_000;

/** The part of a run in which the platform lives: state before, calm pass, rest, loads, settling, state after. */
export async function runLoads(context: RunContext, ready: Ready): Promise<void> {
  const { progress, recorder, clock, signal } = context;
  const { lab, world } = ready;
  const generators: { name: string; pid: number }[] = [];
  lab.onProcessEnd(({ process, detail }) =>
    recorder.event({ event: 'process-ended', atMs: clock.now(), process, expected: false, detail }),
  );

  progress.step('reading what is booked before the load');
  const busiest = busiestDay();
  const command = context.stateCommand === undefined ? {} : { command: context.stateCommand };
  const isReadable = ready.target.offers.verbs.includes('read-state');
  const disguise = lab.isOfOthers === true ? { disguise: openPseudonyms(ready.demand) } : {};
  const states = { world, recorder, clock: clock.now, isReadable, ...command, ...disguise };
  const clients = clientsFor(context, ready, 'initial', signal);
  await readStates({ ...states, clients, which: 'initial', signal, take: busiest.take });
  const openBefore = await lab.connections();
  if (openBefore !== null) await fill(context, ready);
  // Customers of the first hours are reminded as soon as the platform runs, and that is no part of any request.
  const calls = outgoingCalls(context, ready);
  await calls.settle();
  await countStatements(context, ready, busiest.find(world));
  // Last of all that asks the platform anything, and before the prober does every second: only now nobody disturbs it.
  const before = openBefore === null ? null : await rest(context, lab);
  // Without a load there is nothing that the state after it could tell.
  if (signal.aborted) return;

  await lab.statementsStarted();
  const observer = lab.observe(recorder.sample, {
    intervalMs: sampleIntervalMs,
    clock: clock.now,
    extra: () => [
      { name: 'harness', role: 'harness', pid: process.pid },
      ...generators.map(({ name, pid }) => ({ name, role: 'generator' as const, pid })),
    ],
  });
  const probes = recorder.openHistory('prober', 0);
  const prober = startProber({
    clients: clientsFor(context, ready, 'prober'),
    intervalMs: probeIntervalMs,
    clock: clock.now,
    write: (operation) => void probes.write(operation),
  });
  const asking = askThemselves(context, ready);
  const carryOut = planRunner(context, ready, calls, (name, pid) => void generators.push({ name, pid }));
  try {
    for (const step of ready.steps) {
      if (!signal.aborted) await carryOutStep(context, ready, step, carryOut);
    }
    await lookLate(context, ready);
    await calls.settle();
    if (lab.alerts !== undefined && undertakes(context.campaign, 'alert-rules')) {
      progress.step('waiting until no alert is raised any more');
      await awaitAlerts(lab.alerts, { clock: clock.now, signal });
    }
  } finally {
    await asking?.stop();
    await prober.stop();
    await observer.stop();
  }
  for (const sample of await lab.statements(clock.now())) recorder.sample(sample);

  await settle(context, lab, before);
  progress.step('reading what is booked after the load');
  // Also after Ctrl-C: what was recorded can be judged only by what is stored; a second one leaves at once.
  const late = { clients: clientsFor(context, ready, 'final'), signal: new AbortController().signal };
  const stored: StoredBooking[] = [];
  const take = (booking: StoredBooking): void => void (lab.isOfOthers === true && stored.push(booking));
  const mayRead = !context.brakes.isUnwelcome() && (!recorder.full.aborted || recorder.hasRoomForState());
  const isWhole = mayRead && (await readStates({ ...states, ...late, which: 'final', take }));
  await leaveTarget(context, ready, isWhole ? stored : undefined);
}

function askThemselves({ campaign, clock, recorder }: RunContext, { lab, target }: Ready): Asking | undefined {
  if (!answeredByThemselves.some((id) => undertakes(campaign, id))) return undefined;
  const { processUrls, secrets, reach } = lab;
  const asked =
    processUrls === undefined ? { baseUrls: lab.baseUrls, isBalanced: lab.isBalanced } : { baseUrls: processUrls };
  return askProcesses({
    ...{ target, ...asked, secrets, reach },
    ...{ intervalMs: probeIntervalMs, clock: clock.now, take: recorder.sample },
  });
}

const answeredByThemselves: readonly string[] = ['health-endpoints', 'business-metrics'];

/** In a history of its own: what users saw is evidence, whoever they were. */
async function fill(context: RunContext, ready: Ready): Promise<void> {
  const history = context.recorder.openHistory('rush', 0);
  await fillPools({
    ...{ clients: clientsFor(context, ready, 'rush'), world: ready.world, anchorDay: ready.anchorDay },
    take: (operation) => void history.write(operation),
  });
}

/** Takes as long as the slowest pool needs to give back what is idle, at most as long as one may need by the bounds. */
async function rest(context: RunContext, lab: Lab): Promise<number | null> {
  const { clock, signal, bounds } = context;
  context.progress.step('letting the platform come to rest');
  const deadlineMs = bounds.connectionsReturnedMs;
  return awaitRest(() => lab.connections(), { deadlineMs, clock: clock.now, signal });
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
  const { recorder, clock, progress, signal } = context;
  if (signal.aborted || (await ready.lab.statementCalls()) === null) return;
  progress.step('counting statements per request');
  const history = recorder.openHistory('calm', 0);
  const [client] = clientsFor(context, ready, 'calm', signal);
  if (client === undefined) return;
  const samples = await calmPass({
    ...{ client, busiest, demand: ready.demand, offers: ready.target.offers, clock: clock.now, signal },
    input: { runId: ready.runId, seed: context.seed, anchorDay: ready.anchorDay },
    statementCalls: () => ready.lab.statementCalls(),
    take: (operation: Operation) => void history.write(operation),
  });
  for (const sample of samples) recorder.sample(sample);
}

/** One for each base URL. */
function clientsFor(context: RunContext, ready: Ready, name: string, signal?: AbortSignal): Client[] {
  const { lab, target, runId, zones } = ready;
  return lab.baseUrls.map((baseUrl, index) =>
    openClient({
      ...{ target, runId, zones, clock: context.clock.now, secrets: lab.secrets, timeoutMs: requestTimeoutMs },
      reach: lab.reach,
      baseUrls: [baseUrl],
      ...(signal === undefined ? {} : { signal }),
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
