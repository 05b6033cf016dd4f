import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, freemem } from 'node:os';
import type { MachineSample } from '../../core/resource-sample.ts';

/** USER_HZ, see process-usage.ts. */
const tickMs = 10;

/** CPU time of all cores together, time that the hypervisor took away, memory left, and waiting for CPU. */
export function machineUsage(atMs: number): MachineSample {
  const { busyMs, stealMs } = process.platform === 'linux' ? cpuFromProc() : cpuFromNode();
  return {
    kind: 'machine',
    atMs,
    cores: availableParallelism(),
    busyMs,
    stealMs,
    memoryAvailableBytes: memoryAvailable(),
    cpuPressureUs: cpuPressure(),
  };
}

/** user nice system idle iowait irq softirq steal; guests are part of user (man 5 proc_stat). */
function cpuFromProc(): { readonly busyMs: number; readonly stealMs: number } {
  const line = readFileSync('/proc/stat', 'latin1').split('\n', 1)[0] ?? '';
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(/\s+/).slice(1).map(Number);
  return { busyMs: (user + nice + system + irq + softirq) * tickMs, stealMs: steal * tickMs };
}

function cpuFromNode(): { readonly busyMs: number; readonly stealMs: number } {
  const busy = cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq);
  return { busyMs: busy.reduce((sum, value) => sum + value, 0), stealMs: 0 };
}

/** Free memory alone would leave out what the kernel gives back from its caches. */
function memoryAvailable(): number {
  try {
    const found = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'latin1'));
    return found === null ? freemem() : Number(found[1]) * 1024;
  } catch {
    return freemem();
  }
}

/** The kernel's documentation, accounting/psi: `some avg10=… avg60=… avg300=… total=<µs>`. */
function cpuPressure(): number | null {
  try {
    const found = /^some .*total=(\d+)/m.exec(readFileSync('/proc/pressure/cpu', 'latin1'));
    return found === null ? null : Number(found[1]);
  } catch {
    return null;
  }
}
