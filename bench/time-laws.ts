import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { openLaws } from '../checkers/open-laws.ts';
import type { StoredBooking } from '../core/booking.ts';
import type { Finding } from '../core/finding.ts';
import type { Operation } from '../core/operation.ts';
import { originMs, worldOf } from './busy-history.ts';

interface Line {
  readonly operation?: Operation;
  readonly initial?: StoredBooking;
  readonly final?: StoredBooking;
}

export interface TimedLaws {
  /** A script beside this one that writes lines: told how many operations, and how many resources. */
  readonly writer: string;
  /** What the figure is called, behind "all n laws over". */
  readonly over: string;
  readonly operations: number;
  readonly resources: number;
  isAsExpected(finding: Finding): boolean;
}

/**
 * What all laws take over a history, beside reading and parsing; prints the figures. Another process writes the
 * history, so that the peak of memory is the laws' own.
 */
export async function timeLaws({ writer, over, operations, resources, isAsExpected }: TimedLaws): Promise<void> {
  // V8 lets the heap grow to some multiple of what is alive before it looks again, the more the slower it finds the
  // machine. Where memory counts, it is told to look sooner; that costs no time that could be measured.
  setFlagsFromString('--heap-growing-percent=30');
  const laws = openLaws({ world: worldOf(resources), originMs, isShared: false });
  const spent = openStopwatch();
  let taken = 0;
  let lines: Line[] = [];
  const takeLines = (): void => {
    const some = lines;
    lines = [];
    spent.timed(() => {
      for (const { operation, initial, final } of some) {
        if (operation !== undefined) laws.take(operation);
        else if (initial !== undefined) laws.takeInitial(initial);
        else if (final !== undefined) laws.takeFinal(final);
      }
    });
  };
  const script = fileURLToPath(new URL(writer, import.meta.url));
  const child = spawn(process.execPath, [script, String(operations), String(resources)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    if (line.operation !== undefined) taken += 1;
    if (lines.length >= 500) takeLines();
  }
  takeLines();
  const takenMs = spent.wallMs();
  const whole = { unseenOperations: 0, isHistoryWhole: true, isInitialComplete: true, isFinalComplete: true };
  const findings = spent.timed(() => laws.close({ ...whole, clockErrorMs: 2 }));
  const [took, judged, thread] = [takenMs, spent.wallMs() - takenMs, spent.threadMs()].map((ms) =>
    (ms / 1000).toFixed(2),
  );
  process.stderr.write(
    `  ${taken} operations: taken in ${took} s, judged in ${judged} s; ${thread} s of the thread's CPU\n`,
  );
  for (const { by, validity, summary } of findings) process.stderr.write(`  ${by}: ${validity}, ${summary}\n`);
  const seconds = spent.wallMs() / 1000;
  const gigabytes = (process.resourceUsage().maxRSS * 1024) / 1e9;
  const name = `all ${findings.length} laws over ${over}`;
  const ok = seconds <= 6 && findings.every(isAsExpected);
  console.log(
    JSON.stringify([
      { name, value: seconds, unit: 's', bound: '<= 6', ok },
      { name: `${name}: peak memory`, value: gigabytes, unit: 'GB', bound: '<= 1.5', ok: gigabytes <= 1.5 },
    ]),
  );
}

function openStopwatch() {
  let [wallMs, threadMs] = [0, 0];
  return {
    wallMs: () => wallMs,
    threadMs: () => threadMs,
    timed<Result>(work: () => Result): Result {
      const [startMs, before] = [performance.now(), process.threadCpuUsage()];
      const result = work();
      const { user, system } = process.threadCpuUsage(before);
      wallMs += performance.now() - startMs;
      threadMs += (user + system) / 1000;
      return result;
    },
  };
}
