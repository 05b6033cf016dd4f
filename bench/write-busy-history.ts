import { busyHistory } from './busy-history.ts';

/** `node write-busy-history.ts <operations> <resources>`: the history on standard output, one record a line. */
const [operations, resources] = process.argv.slice(2).map(Number);
const history = busyHistory(operations ?? 1_000, resources ?? 20);

async function write(lines: readonly string[]): Promise<void> {
  if (process.stdout.write(`${lines.join('\n')}\n`)) return;
  await new Promise((resolve) => process.stdout.once('drain', resolve));
}

for (const chunk of history.chunks()) await write(chunk.map((operation) => JSON.stringify({ operation })));
await write(history.initial.map((initial) => JSON.stringify({ initial })));
await write([...history.final()].map((final) => JSON.stringify({ final })));
