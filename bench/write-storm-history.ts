import { stormHistory } from './storm-history.ts';

/** `node write-storm-history.ts <deliveries> <resources>`: the history on standard output, one record a line. */
const [deliveries, resources] = process.argv.slice(2).map(Number);
const history = stormHistory(deliveries ?? 1_000, resources ?? 20);

async function write(lines: readonly string[]): Promise<void> {
  if (process.stdout.write(`${lines.join('\n')}\n`)) return;
  await new Promise((resolve) => process.stdout.once('drain', resolve));
}

for (const chunk of history.chunks()) await write(chunk.map((operation) => JSON.stringify({ operation })));
await write([...history.final()].map((final) => JSON.stringify({ final })));
