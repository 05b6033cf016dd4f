import { readEntry } from './registry.ts';
import { clearEntry } from './sweep.ts';

/**
 * A process that outlives the harness by a moment: its standard input is a pipe that only the harness holds, and that
 * the kernel closes however the harness ends, `kill -9` included. What is still registered then is cleared away; so it
 * is when a fault outlives its lease, since then nobody is there who heals. Usage: node keeper.ts <runs folder> <id>
 */
const [runsFolder, id] = process.argv.slice(2);
if (runsFolder === undefined || id === undefined) throw new Error('usage: keeper.ts <runs folder> <id>');

/** What cannot be cleared away is left to `ansturm sweep`, which says so. */
const clear = (): void => void clearEntry(runsFolder, id).catch(() => undefined);
const lookMs = 500;
/** By this process's own clock, which no other clock disturbs. */
const sinceMs = new Map<number, number>();

process.stdin.resume();
process.stdin.once('close', clear);
setInterval(() => {
  for (const { number, timeToLiveMs } of readEntry(runsFolder, id)?.leases ?? []) {
    const firstMs = sinceMs.get(number) ?? performance.now();
    sinceMs.set(number, firstMs);
    if (performance.now() - firstMs > timeToLiveMs) clear();
  }
}, lookMs).unref();
