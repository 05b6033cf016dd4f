import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExitCode, exitCode, worstExitCode } from '../core/exit-code.ts';
import type { Progress } from '../core/progress.ts';
import type { ResourceSample } from '../core/resource-sample.ts';
import { openResourceRecord } from '../criteria/folds/resource-figures.ts';
import { type Growth, judgeGrowth, type SizeSeen } from '../criteria/growth/judge-growth.ts';
import { openProblems } from '../recording/problems.ts';
import { readRecords } from '../recording/read-records.ts';
import { resourceFault } from '../recording/record-faults.ts';
import { runFolder } from '../recording/run-folder.ts';
import type { Conducted, ConductOptions } from './conduct.ts';

export interface GrowOptions {
  readonly appointments: readonly number[];
  readonly seed: number;
  readonly defects: readonly string[];
  readonly durationMs?: number;
  /** Gets one run folder for each size, and growth.json. */
  readonly folder: string;
  readonly commandLine: readonly string[];
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** `conduct`; handed in, so that growing itself can be tested. */
  readonly conduct: (options: ConductOptions) => Promise<Conducted>;
}

export interface Grown {
  readonly growth: Growth;
  readonly exitCode: ExitCode;
}

/** The usual world's: of how many appointments there is a customer. */
const appointmentsPerCustomer = 4;

/**
 * The same load on ever more data, each in a platform of its own, and whether a request costs more on more. After an
 * interruption what was seen so far. @throws Failure as `conduct` does
 */
export async function grow(options: GrowOptions): Promise<Grown> {
  const { signal, progress, folder, durationMs, seed, defects, commandLine } = options;
  const sizes: SizeSeen[] = [];
  const codes: ExitCode[] = [];
  await mkdir(folder, { recursive: true });
  for (const appointments of options.appointments) {
    if (signal.aborted) break;
    progress.note(`\n${appointments} appointments`);
    const customers = Math.ceil(appointments / appointmentsPerCustomer);
    const out = join(folder, String(appointments));
    const { verdict, exitCode: code } = await options.conduct({
      ...{ name: 'database-under-load', target: 'reference', environment: 'embedded', baseUrls: [] },
      ...{ seed, defects, world: { customers, appointments }, out, commandLine, signal, progress },
      ...(durationMs === undefined ? {} : { durationMs }),
    });
    // What a single size is convicted of says nothing of growth: its own report has it.
    if (code !== exitCode.noGo && code !== exitCode.incomplete) codes.push(code);
    const latency = verdict?.criteria.find(({ id }) => id === 'api-latency');
    sizes.push({ appointments, p95Ms: latency?.value ?? null, ...(await costsOf(out)) });
  }
  if (signal.aborted) codes.push(exitCode.interrupted);
  const growth = judgeGrowth(sizes);
  await writeFile(join(folder, 'growth.json'), `${JSON.stringify({ schemaVersion: 1, ...growth }, undefined, 2)}\n`);
  if (growth.status === 'fail') codes.push(exitCode.noGo);
  if (growth.status === 'unknown') codes.push(exitCode.incomplete);
  return { growth, exitCode: worstExitCode(codes) };
}

async function costsOf(path: string): Promise<Pick<SizeSeen, 'statements' | 'tables'>> {
  const { take, statements, tables } = openResourceRecord();
  await readRecords<ResourceSample>(runFolder(path).resources, resourceFault, take, openProblems());
  return { statements: [...statements.values()], tables: [...tables.values()] };
}
