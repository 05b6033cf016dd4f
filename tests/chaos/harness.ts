import { leaseFaults } from '../../campaigns/lease-faults.ts';
import type { LinkName, PlannedFault } from '../../core/plan.ts';
import { random } from '../../core/random.ts';
import { embeddedWith } from '../../environments/embedded.ts';
import { fakeStack } from '../environments/bench.ts';

/** A harness to be killed: starts the fake stack and breaks what can be broken, again and again; says what it does. */
const [cacheName = '', fixturesFolder = '', runFolder = '', seed = '1'] = process.argv.slice(2);
const links: readonly LinkName[] = ['database', 'calendar', 'messaging', 'users'];
const { signal } = new AbortController();
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const lab = await embeddedWith({ stackFolder: fakeStack, cacheName }).start({
  ...{ ownClock: true, fixturesFolder, runFolder, signal, links, defects: [], baseUrls: [], note: () => undefined },
});
say({ baseUrls: lab.baseUrls, pids: lab.processes().map(({ pid }) => pid) });

const draws = random(Number(seed));
const kinds: readonly (() => PlannedFault)[] = [
  () => ({ fault: 'process-killed', process: draws.pick(['api-1', 'relay-1', 'calendar']), ...when() }),
  () => ({ fault: 'process-stopped', process: draws.pick(['api-1', 'worker-1']), ...when() }),
  () => ({ fault: 'process-paused', process: draws.pick(['api-2', 'postgres', 'messaging']), ...when() }),
  () => ({ fault: 'database-killed', ...when() }),
  () => ({ fault: 'connections-used-up', ...when() }),
  () => ({ fault: 'link-cut', link: draws.pick(links), ...when() }),
  () => ({ fault: 'link-slow', link: draws.pick(links), latencyMs: 50, jitterMs: 20, ...when() }),
  () => ({ fault: 'link-silent', link: draws.pick(['database', 'calendar'] as const), ...when() }),
  () => ({
    fault: draws.pick(['replies-lost', 'replies-replaced', 'requests-doubled'] as const),
    share: 0.5,
    ...when(),
  }),
  () => ({ fault: 'cpu-stolen', process: draws.pick(['api-1', 'worker-1']), share: 0.7, ...when() }),
  () => ({ fault: 'lock-held', ...when() }),
  () => ({ fault: 'link-closes-slowly', link: 'messaging', delayMs: 500, ...when() }),
  () => ({ fault: 'files-used-up', process: draws.pick(['api-1', 'api-2', 'worker-1']), ...when() }),
  () => ({ fault: 'memory-short', process: draws.pick(['api-2', 'relay-1']), spareMebibytes: 4, ...when() }),
  () => ({ fault: 'clock-jumps', aheadMs: draws.pick([-5_000, 10_000]), ...when() }),
];

function when(): { readonly atMs: number; readonly durationMs: number } {
  return { atMs: draws.integer(1_500), durationMs: 100 + draws.integer(700) };
}

const context = { clock: { now: () => performance.now() }, recorder: { event: say }, signal, stuck: [] };
for (;;) await leaseFaults(context as never, { lab }, { faults: kinds.map((planned) => planned()) });
