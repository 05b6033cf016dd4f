import { clearEntry } from './sweep.ts';

/**
 * A process that outlives the harness by a moment: its standard input is a pipe that only the harness holds, and that
 * the kernel closes however the harness ends, `kill -9` included. What is still registered then is cleared away.
 * Usage: node keeper.ts <runs folder> <id>
 */
const [runsFolder, id] = process.argv.slice(2);
if (runsFolder === undefined || id === undefined) throw new Error('usage: keeper.ts <runs folder> <id>');
process.stdin.resume();
process.stdin.once('close', () => void clearEntry(runsFolder, id));
