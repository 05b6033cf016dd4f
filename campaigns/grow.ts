import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExitCode, exitCode, worstExitCode } from '../core/exit-code.ts';
import type { Progress } from '../core/progress.ts';
import type { ResourceSample } from '../core/resource-sample.ts';
import type { CriterionResult, Verdict, VerdictWord } from '../core/verdict.ts';
import { checklist } from '../criteria/checklist.ts';
import { openResourceRecord } from '../criteria/folds/resource-figures.ts';
import { type Growth, growthLine, judgeGrowth, type SizeSeen } from '../criteria/growth/judge-growth.ts';
import { inWords, type Judgement } from '../criteria/judgement.ts';
import { lineResult } from '../criteria/line-result.ts';
import { verdictWord } from '../criteria/verdict-word.ts';
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
  readonly verdict: VerdictWord;
  /** One sentence in plain words. */
  readonly sentence: string;
  /** The one line that it undertakes to decide. */
  readonly criterion: CriterionResult;
  readonly exitCode: ExitCode;
}

const scope = { name: 'grow', criteria: [growthLine], isSignOff: false };

const wordCodes: Readonly<Partial<Record<VerdictWord, ExitCode>>> = {
  'NO-GO': exitCode.noGo,
  INCOMPLETE: exitCode.incomplete,
};

/** The usual world's: of how many appointments there is a customer. */
const appointmentsPerCustomer = 4;

/**
 * The same load on ever more data, each in a platform of its own, and whether a request costs more on more. After an
 * interruption what was seen so far. @throws Failure as `conduct` does
 */
export async function grow(options: GrowOptions): Promise<Grown> {
  const { signal, progress, folder, durationMs, seed, defects, commandLine } = options;
  const sizes: SizeSeen[] = [];
  const failing: Judgement[] = [];
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
    // What else a single size is convicted of says nothing of growth: its own report has it.
    if (code !== exitCode.noGo && code !== exitCode.incomplete) codes.push(code);
    failing.push(...failingAt(appointments, verdict));
    const latency = verdict?.criteria.find(({ id }) => id === 'api-latency');
    sizes.push({ appointments, p95Ms: latency?.value ?? null, ...(await costsOf(out)) });
  }
  if (signal.aborted) codes.push(exitCode.interrupted);
  const growth = judgeGrowth(sizes);
  const [own] = growth.judgement.status === 'fail' ? [] : failing;
  const criteria = checklist.map((line) =>
    lineResult(line, line.id === growthLine ? (own ?? growth.judgement) : undefined, scope),
  );
  const { word, sentence } = verdictWord(criteria, scope);
  const criterion = criteria.find(({ id }) => id === growthLine) as CriterionResult;
  const told = { schemaVersion: 1, verdict: word, sentence, seed, defects, criterion, growth };
  await writeFile(join(folder, 'growth.json'), `${JSON.stringify(told, undefined, 2)}\n`);
  codes.push(wordCodes[word] ?? exitCode.clear);
  return { growth, verdict: word, sentence, criterion, exitCode: worstExitCode(codes) };
}

/** One size may be enough to convict by the same line: of rows for each that is returned, of statements a request. */
function failingAt(appointments: number, verdict: Verdict | null): readonly Judgement[] {
  const line = verdict?.criteria.find(({ id, status }) => id === growthLine && status === 'fail');
  if (line === undefined) return [];
  const { status, operator, threshold, unit, value, reason = '' } = line;
  return [
    {
      ...{ status, reason: `on ${inWords(appointments)} appointments ${reason}` },
      ...(operator === undefined ? {} : { operator }),
      ...(threshold === undefined ? {} : { threshold }),
      ...(unit === undefined ? {} : { unit }),
      ...(value == null ? {} : { value }),
    },
  ];
}

async function costsOf(path: string): Promise<Pick<SizeSeen, 'statements' | 'tables'>> {
  const { take, statements, tables } = openResourceRecord();
  await readRecords<ResourceSample>(runFolder(path).resources, resourceFault, take, openProblems());
  return { statements: [...statements.values()], tables: [...tables.values()] };
}
