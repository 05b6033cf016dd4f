import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { openLaws } from '../checkers/open-laws.ts';
import type { StoredBooking } from '../core/booking.ts';
import type { Operation } from '../core/operation.ts';
import { originMs, worldOf } from './busy-history.ts';

/**
 * All laws over 1,000,000 deliveries of webhooks, and what each law of webhooks adds: what they take beside reading and
 * parsing. Another process writes the history, so that the peak of memory is the laws' own.
 */
// V8 lets the heap grow to some multiple of what is alive before it looks again, the more the slower it finds the
// machine. Where memory counts, it is told to look sooner; that costs no time that could be measured.
setFlagsFromString('--heap-growing-percent=30');

const deliveries = 1_000_000;
const resources = 20_000;

interface Line {
  readonly operation?: Operation;
  readonly initial?: StoredBooking;
  readonly final?: StoredBooking;
}

const laws = openLaws({ world: worldOf(resources), originMs, isShared: false });
const spent = { wallMs: 0, threadMs: 0 };
const timed = <Result>(work: () => Result): Result => {
  const [wallMs, before] = [performance.now(), process.threadCpuUsage()];
  const result = work();
  const { user, system } = process.threadCpuUsage(before);
  spent.wallMs += performance.now() - wallMs;
  spent.threadMs += (user + system) / 1000;
  return result;
};

const writer = fileURLToPath(new URL('write-storm-history.ts', import.meta.url));
const child = spawn(process.execPath, [writer, String(deliveries), String(resources)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
let taken = 0;
let lines: Line[] = [];
const takeLines = (): void => {
  const some = lines;
  lines = [];
  timed(() => {
    for (const { operation, initial, final } of some) {
      if (operation !== undefined) laws.take(operation);
      else if (initial !== undefined) laws.takeInitial(initial);
      else if (final !== undefined) laws.takeFinal(final);
    }
  });
};
for await (const text of createInterface({ input: child.stdout })) {
  const line = JSON.parse(text) as Line;
  lines.push(line);
  if (line.operation !== undefined) taken += 1;
  if (lines.length >= 500) takeLines();
}
takeLines();
const takenMs = spent.wallMs;
const whole = { unseenOperations: 0, isHistoryWhole: true, isInitialComplete: true, isFinalComplete: true };
const findings = timed(() => laws.close({ ...whole, clockErrorMs: 2 }));

process.stderr.write(
  `  ${taken} operations, nearly all deliveries: taken in ${(takenMs / 1000).toFixed(2)} s, judged in ` +
    `${((spent.wallMs - takenMs) / 1000).toFixed(2)} s; ${(spent.threadMs / 1000).toFixed(2)} s of the thread's CPU\n`,
);
for (const { by, validity, summary } of findings) process.stderr.write(`  ${by}: ${validity}, ${summary}\n`);

const ofWebhooks = ['exactly-once', 'order-independence', 'signatures', 'liveness'];
// The others find nothing to judge, and have to find that out.
const isAcquitted = findings.every(({ by, validity }) => validity === (ofWebhooks.includes(by) ? 'valid' : 'unknown'));
const seconds = spent.wallMs / 1000;
const gigabytes = (process.resourceUsage().maxRSS * 1024) / 1e9;
const name = `all ${findings.length} laws over 1,000,000 deliveries of webhooks`;
console.log(
  JSON.stringify([
    { name, value: seconds, unit: 's', bound: '<= 6', ok: seconds <= 6 && isAcquitted },
    { name: `${name}: peak memory`, value: gigabytes, unit: 'GB', bound: '<= 1.5', ok: gigabytes <= 1.5 },
  ]),
);
