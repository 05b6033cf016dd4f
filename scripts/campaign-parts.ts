import type { ExitCode } from '../core/exit-code.ts';
import type { Progress } from '../core/progress.ts';
import type { Verdict } from '../core/verdict.ts';
import type { RunOptions } from './run-options.ts';

/** What `campaigns/conduct.ts` is asked for. */
export interface ConductOptions extends RunOptions {
  readonly commandLine: readonly string[];
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

export interface Conducted {
  readonly exitCode: ExitCode;
  readonly runFolder: string;
  readonly verdict: Verdict | null;
}

interface JudgeOptions {
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly boundsFile?: string;
}

interface CampaignParts {
  conduct(options: ConductOptions): Promise<Conducted>;
  judgeRun(folder: string, options: JudgeOptions): Promise<{ readonly exitCode: ExitCode; readonly verdict: Verdict }>;
}

export async function campaignParts(): Promise<CampaignParts> {
  const places = ['../campaigns/conduct.ts', '../campaigns/judge-run.ts'];
  const loaded = await Promise.all(places.map((place) => import(place)));
  return Object.assign({}, ...loaded);
}
