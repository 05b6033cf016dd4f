import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { LoadInput } from '../core/load-input.ts';
import type { Operation } from '../core/operation.ts';
import { arrivalsFor } from '../scenarios/arrivals.ts';
import { findTool } from '../tools/find-tool.ts';

/** A short, dense booking-day: pauses are a fiftieth, so that requests and not waiting make up the CPU time. */
export const journeyMs = { 'voice-call': 900, 'web-booking': 660, 'staff-day': 640 };
const lengthMs = 20_000;

export interface GeneratorRun {
  readonly cpuSeconds: number;
  readonly operations: readonly Operation[];
  /** Wall clock at which the operations' clock stands at 0. */
  readonly originMs: number;
}

export interface GeneratorOptions {
  readonly baseUrl: string;
  readonly isRecorded: boolean;
  /** k6's flags beside the entry. */
  readonly flags: readonly string[];
  readonly users?: number;
}

/** Runs k6 with the booking-day's entry against the null platform, and takes its CPU time when it has ended. */
export async function runGenerator(options: GeneratorOptions): Promise<GeneratorRun> {
  const folder = await mkdtemp(join(tmpdir(), 'ansturm-bench-'));
  try {
    const loadFile = join(folder, 'load.json');
    await writeFile(join(folder, 'demand.json'), JSON.stringify({ schemaVersion: 1, journeys: demand() }));
    const input = inputFor(options, folder);
    await writeFile(loadFile, JSON.stringify(input));
    const history = join(folder, 'history.ndjson');
    const args = [
      'run',
      '--no-usage-report',
      ...options.flags,
      `--console-output=${history}`,
      '--log-format=raw',
      entry,
    ];
    const cpuSeconds = await cpuOf(await findTool('k6'), args, {
      PATH: process.env.PATH,
      HOME: folder,
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
      ANSTURM_LOAD: loadFile,
      ANSTURM_SECRETS: '{"key":"canary"}',
    });
    const text = await readFile(history, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line.includes('"verb"'));
    const operations = lines.map((line) => JSON.parse(line) as Operation);
    return { cpuSeconds, operations, originMs: input.originMs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const entry = resolve(import.meta.dirname, '..', 'scenarios', 'booking-day.ts');

function inputFor({ baseUrl, isRecorded, users = 250 }: GeneratorOptions, folder: string): LoadInput {
  const arrivals = arrivalsFor({ users, journeyMs }, 1, [{ durationMs: lengthMs, endLevel: 1 }]);
  return {
    plan: {
      ...{ name: 'booking-day', users: 0, requestsPerSecond: 0, arrivals, feeds: [] },
      phases: [{ name: 'measured', fromMs: 0, toMs: lengthMs, measured: true }],
      ...{ gracePeriodMs: 10_000, requestTimeoutMs: 10_000, pauseFactor: 1 / 50 },
    },
    ...{
      baseUrls: [baseUrl],
      anchorDay: '2027-03-01',
      seed: 1,
      runId: '0000bea7',
      originMs: Date.now(),
      isRecorded,
      firstRow: 0,
    },
    demandFile: join(folder, 'demand.json'),
    targetFile: resolve(import.meta.dirname, 'null-target.ts'),
  };
}

function demand(): Record<string, unknown[]> {
  const place = { tenant: 'company-0001', branch: 'branch-00001', service: 'service-00001' };
  const person = { customer: 'customer-0000001', name: 'Jörg Müller-Lüdenscheidt', phone: '+4930123456' };
  const wish = { ...place, ...person, fromDay: '2027-03-02', days: 3, patience: 3 };
  return {
    'voice-call': [{ ...wish, turns: [11_250, 11_250, 11_250, 11_250] }],
    'web-booking': [{ ...wish, pauses: [6_600, 6_600, 6_600, 6_600, 6_600, 6_600], after: 'none' }],
    'staff-day': [{ ...place, day: '2027-03-01', looks: 4, pauses: [8_000, 8_000, 8_000, 8_000], noShow: false }],
  };
}

/** User and system time of a process and its children, as the shell that waited for it says. */
function cpuOf(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const timed = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>/dev/null';
    const child = spawn('bash', ['-c', timed, 'bash', command, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      const [user, system] = said.trim().split(' ').map(Number) as [number, number];
      if (code === 0 && Number.isFinite(user + system)) resolve(user + system);
      else reject(new Error(`k6 ended with ${code}: ${said}`));
    });
  });
}
