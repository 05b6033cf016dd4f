import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeRun } from '../campaigns/judge-run.ts';
import { writeLargeRun } from './write-large-run.ts';

/** A run of 1,000,000 operations, read, checked and judged. */
const folder = await mkdtemp(join(tmpdir(), 'ansturm-bench-'));
try {
  await writeLargeRun(folder, 1_000_000);
  const startMs = performance.now();
  const scope = { name: 'booking-day', criteria: ['api-latency', 'accounting'], isSignOff: false };
  const { verdict } = await judgeRun(folder, { scope, judgedAt: '2027-03-01T09:00:00.000Z' });
  const seconds = (performance.now() - startMs) / 1000;
  const gigabytes = (process.resourceUsage().maxRSS * 1024) / 1e9;
  process.stderr.write(`  ${verdict.sentence} ${verdict.findings.map(({ summary }) => summary).join(' ')}\n`);
  const name = 'judging 1,000,000 operations';
  console.log(
    JSON.stringify([
      { name, value: seconds, unit: 's', bound: '<= 10', ok: seconds <= 10 },
      { name: `${name}: peak memory`, value: gigabytes, unit: 'GB', bound: '<= 1.5', ok: gigabytes <= 1.5 },
    ]),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
