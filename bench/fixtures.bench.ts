import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFixtures } from '../fixtures/make-fixtures.ts';

/** A nightly's world: 100,000 customers and a year of appointments, from nothing to files. */
const folder = await mkdtemp(join(tmpdir(), 'ansturm-bench-'));
try {
  const startMs = performance.now();
  const journeys = { 'voice-call': 1_000, 'web-booking': 1_000, 'staff-day': 1_000 };
  const size = { customers: 100_000, appointments: 400_000, journeys };
  await makeFixtures({ folder, seed: 1, anchorDay: '2027-03-01', ...size });
  const seconds = (performance.now() - startMs) / 1000;
  const gigabytes = (process.resourceUsage().maxRSS * 1024) / 1e9;
  console.log(
    JSON.stringify([
      { name: 'fixtures: 100,000 customers', value: seconds, unit: 's', bound: '<= 10', ok: seconds <= 10 },
      { name: 'fixtures: peak memory', value: gigabytes, unit: 'GB', bound: '<= 1', ok: gigabytes <= 1 },
    ]),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
