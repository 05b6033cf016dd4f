import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { Ready, RunContext } from '../../campaigns/make-ready.ts';
import { plannedStorm } from '../../campaigns/planned-storm.ts';
import { openRecorder } from '../../campaigns/recorder.ts';
import { openRunClock } from '../../campaigns/run-clock.ts';
import { runLoad } from '../../campaigns/run-load.ts';
import type { Operation } from '../../core/operation.ts';
import { silentProgress } from '../../core/progress.ts';
import { forgedCredentials, isDelivery } from '../../core/webhook.ts';
import { openClient } from '../../drivers/node/client.ts';
import { operationFault } from '../../recording/operation-fault.ts';
import { webhookStorm } from '../../scenarios/webhook-storm.plan.ts';
import { reference } from '../../targets/reference.ts';
import type { Target } from '../../targets/target.ts';
import { suite } from '../door.ts';
import { inTemporaryFolder } from '../recording/in-temporary-folder.ts';
import { anchorDay, raceWorld } from '../scenarios/race-world.ts';
import { startReceiver } from '../scenarios/webhook-receiver.ts';

const test = suite('run storm');
const { world, customers } = raceWorld(1);
const options = { users: 1, durationMs: 1_500, journeyMs: { 'voice-call': 1, 'web-booking': 1, 'staff-day': 1 } };

/** Every tenant has a secret of its own. */
const secrets: Record<string, string> = {};
for (const id of ['nobody', ...world.tenants.map((tenant) => tenant.id)]) {
  for (const [name, mark] of Object.entries({ webhook: 'whsec_', voice: 'base64:' })) {
    secrets[`${name}/${id}`] = mark + secretOf(`${name} ${id}`);
    secrets[`${name}/${id}/new`] = mark + secretOf(`${name} ${id}, later`);
  }
}

function secretOf(name: string): string {
  return Buffer.from(`the secret of ${name}, and of nobody else`).toString('base64');
}

async function planned(folder: string, target: Target, plans: unknown = { plans: [] }) {
  const [initialState, plansFile] = [join(folder, 'initial.ndjson'), join(folder, 'plans-before.json')];
  const records = Object.entries(customers).flatMap(([companyId, ids]) => ids.map((id) => ({ id, companyId })));
  await writeFile(join(folder, 'customers.ndjson'), records.map((record) => JSON.stringify(record)).join('\n'));
  await writeFile(initialState, '');
  await writeFile(plansFile, JSON.stringify(plans));
  const base = { secrets, name: 'planner', runId: '0000abcd', timeoutMs: 1_000, baseUrls: [], clock: () => 0 };
  return plannedStorm(webhookStorm, {
    ...{ seed: 1, anchorDay, world, target, fixturesFolder: folder, initialState, plansFile, options },
    ...{ runId: '0000abcd', client: openClient({ ...base, target }) },
  });
}

/** Carries it out, and gives what lies in the run folder then. */
async function carriedOut(folder: string, target: Target) {
  const storm = await planned(folder, target);
  const receivers = await Promise.all([startReceiver(secrets), startReceiver(secrets)]);
  const clock = openRunClock();
  const recorder = await openRecorder(join(folder, 'run'), clock.now);
  const signal = new AbortController().signal;
  const context = {
    recorder,
    clock,
    signal,
    progress: silentProgress,
    seed: 1,
    brakes: { take: () => undefined },
  } as unknown as RunContext;
  const baseUrls = receivers.map(({ baseUrl }) => baseUrl);
  const ready = { lab: { baseUrls, secrets }, target, anchorDay, runId: '0000abcd', zones: [], demandFile: '' };
  const plan = webhookStorm.plan(storm === undefined ? options : { ...options, storm: storm.plan });
  await runLoad(context, ready as unknown as Ready, plan, 'webhook-storm', () => undefined, storm?.deliveries);
  recorder.close();
  await Promise.all(receivers.map((receiver) => receiver.stop()));
  const linesOf = async (file: string) =>
    (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  const lines: readonly Operation[] = (await linesOf(recorder.folder.history('webhook-storm'))).slice(1);
  const events: readonly { event?: string; completed?: number }[] = await linesOf(recorder.folder.timeline);
  const received = receivers.flatMap((receiver) => receiver.received);
  return { storm, plan, received, events, operations: lines.filter(({ verb }) => verb !== undefined) };
}

test('a storm is planned, delivered and waited for; its history has all of it', () =>
  inTemporaryFolder(async (folder) => {
    const { storm, received, operations, events } = await carriedOut(folder, reference);
    const deliveries = operations.filter(isDelivery);
    for (const operation of operations) assert.is(operationFault(operation), undefined);
    assert.ok((storm?.deliveries.length ?? 0) > 200);
    assert.is(deliveries.length, storm?.deliveries.length);
    assert.is(received.length, deliveries.length);
    for (const { type, value, id } of deliveries) {
      const isForged = forgedCredentials.includes(value.asked.credential);
      const isReadable = value.asked.form !== 'broken' && value.asked.form !== 'wrong-type';
      assert.is(type, isForged || !isReadable ? 'fail' : 'ok', id);
    }
    const lastMs = Math.max(...deliveries.map(({ endMs }) => endMs));
    const asks = operations.filter(({ verb }) => verb === 'read-backlog');
    const tenants = new Set(deliveries.map(({ value }) => value.asked.tenant));
    const late = asks.filter(({ startMs }) => startMs >= lastMs);
    assert.equal(new Set(late.map(({ value }) => value.asked?.tenant)), tenants);
    assert.ok(asks.length > late.length, 'what waits is asked meanwhile, too');
    assert.equal(
      events.flatMap(({ event }) => event ?? []),
      ['step-started', 'load-ended', 'step-ended'],
    );
    assert.is(events.find(({ event }) => event === 'load-ended')?.completed, deliveries.length);
  }));

test('where webhooks are not offered nothing is sent, and the plan says why', () =>
  inTemporaryFolder(async (folder) => {
    const verbs = reference.offers.verbs.filter((verb) => verb !== 'deliver-webhook');
    const target = { ...reference, offers: { ...reference.offers, verbs } };
    const { plan, received, operations, storm } = await carriedOut(folder, target);
    assert.equal([storm, received, operations], [undefined, [], []]);
    assert.equal(plan.skipped, [{ shape: 'webhook-storm', reason: 'the target has no deliver-webhook' }]);
  }));

test('it keeps away from the places of the races before it', () =>
  inTemporaryFolder(async (folder) => {
    const slotsOf = (storm: Awaited<ReturnType<typeof planned>>) =>
      (storm?.deliveries ?? []).flatMap(({ event: { demand } }) => (demand.effect === 'book' ? [demand.slot] : []));
    const places = slotsOf(await planned(folder, reference)).map((slot) => ({ slot }));
    const others = slotsOf(await planned(folder, reference, { plans: [{ rounds: [{ places }] }] }));
    const taken = new Set(places.map(({ slot }) => `${slot.resource} ${slot.start.slice(0, 10)}`));
    assert.ok(others.length > 50);
    assert.not(others.some((slot) => taken.has(`${slot.resource} ${slot.start.slice(0, 10)}`)));
  }));
