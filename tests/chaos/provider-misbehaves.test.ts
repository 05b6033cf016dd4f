import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { leaseFaults } from '../../campaigns/lease-faults.ts';
import { providerMisbehaves } from '../../chaos/faults/provider-misbehaves.ts';
import type { PlannedFault } from '../../core/plan.ts';
import type { Conduct } from '../../core/provider.ts';
import type { FaultEvent } from '../../core/run.ts';
import { openCacheFolder } from '../../environments/cache-folder.ts';
import type { Lab, LabProvider } from '../../environments/environment.ts';
import { startProvider } from '../../environments/start-provider.ts';
import { openWorkspace, type Workspace } from '../../environments/workspace.ts';
import { suite } from '../door.ts';

const test = suite('a provider that misbehaves');
const { signal } = new AbortController();
const cacheName = `ansturm-test-misbehaves-${process.pid}`;
const runFolder = mkdtempSync(join(tmpdir(), `${cacheName}-run-`));
const token = 'a token that callers show';
let workspace: Workspace;
let calendar: LabProvider;
let lab: Lab;

test.before(async () => {
  workspace = openWorkspace(openCacheFolder(cacheName), false);
  const ready = { timeoutMs: 30_000, signal, hide: (text: string) => text };
  const started = await startProvider('calendar', workspace, { runFolder, seed: 7 }, { ...ready, token });
  calendar = started.provider;
  lab = { providers: [calendar] } as unknown as Lab;
});
test.after(async () => {
  await workspace.close();
  rmSync(runFolder, { recursive: true, force: true });
  rmSync(join(tmpdir(), cacheName), { recursive: true, force: true });
});

function conductOf(shares: Conduct['shares']): Conduct {
  return { shares, slowMs: [1, 2], retryAfterSeconds: 1 };
}

async function statusOf(provider: LabProvider): Promise<number> {
  const reply = await fetch(`${provider.url}/entries`, { headers: { authorization: `Bearer ${token}` } });
  await reply.text();
  return reply.status;
}

test('it treats every request as it was told, until it is healed', async () => {
  const fault = providerMisbehaves('calendar', conductOf({ failing: 1 }));
  assert.is(fault.name, 'provider-misbehaves calendar: failing');
  assert.is(fault.lacks(lab), undefined);
  assert.equal([await statusOf(calendar), fault.isInjected(lab), fault.isHealed(lab)], [200, false, false]);
  await fault.inject(lab, signal);
  assert.equal([await statusOf(calendar), fault.isInjected(lab), fault.isHealed(lab)], [500, true, false]);
  await fault.heal(lab, signal);
  await fault.heal(lab, signal);
  assert.equal([await statusOf(calendar), fault.isInjected(lab), fault.isHealed(lab)], [200, false, true]);
});

test('its name says what share of requests meets what', () => {
  const { name } = providerMisbehaves('messaging', conductOf({ slow: 0.07, 'act-and-drop': 0.05 }));
  assert.is(name, 'provider-misbehaves messaging: slow 7 %, act-and-drop 5 %');
});

test('what is not ours, or is told nonsense, does not misbehave', async () => {
  const messaging = providerMisbehaves('messaging', conductOf({ failing: 1 }));
  assert.is(messaging.lacks(lab), 'no messaging of ours is called by the target');
  assert.is(messaging.lacks({} as Lab), 'no messaging of ours is called by the target');
  const nonsense = providerMisbehaves('calendar', conductOf({ failing: 2 }));
  const said = await nonsense.inject(lab, signal).catch((error: unknown) => String(error));
  assert.match(String(said), 'the share of failing is no number from 0 to 1');
  assert.not(nonsense.isInjected(lab));
});

test('who is hit twice is healed before the second time', async () => {
  const events: FaultEvent[] = [];
  const stuck: string[] = [];
  const behaved: string[] = [];
  const heard: LabProvider = {
    ...calendar,
    async behave(conduct, ended) {
      await calendar.behave(conduct, ended);
      behaved.push(Object.keys(conduct?.shares ?? {})[0] ?? 'healthy');
    },
  };
  const of = (atMs: number, shares: Conduct['shares']): PlannedFault => {
    return { fault: 'provider-misbehaves', provider: 'calendar', conduct: conductOf(shares), atMs, durationMs: 40 };
  };
  const clock = { now: () => performance.now() };
  await leaseFaults(
    { clock, signal, stuck, recorder: { event: (event: FaultEvent) => events.push(event) } } as never,
    { lab: { providers: [heard] } as unknown as Lab },
    { faults: [of(0, { failing: 1 }), of(10, { silent: 1 })] },
  );
  assert.equal(behaved, ['failing', 'healthy', 'silent', 'healthy']);
  const steps = ['leased', 'injected', 'healed'];
  assert.equal(
    events.map(({ event }) => event.slice('fault-'.length)),
    [...steps, ...steps],
  );
  assert.equal([stuck, await statusOf(calendar)], [[], 200]);
});
