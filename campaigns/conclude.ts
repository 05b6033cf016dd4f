import { readFile, writeFile } from 'node:fs/promises';
import { type ExitCode, exitCode } from '../core/exit-code.ts';
import type { Progress } from '../core/progress.ts';
import type { RunRecord } from '../core/run.ts';
import type { Verdict, VerdictWord } from '../core/verdict.ts';
import { runFolder } from '../recording/run-folder.ts';
import { writeReports } from '../reports/write-reports.ts';
import { findCampaign } from './find-campaign.ts';
import { judgeRun } from './judge-run.ts';

export interface ConcludeOptions {
  readonly progress: Progress;
}

const codes: Readonly<Record<VerdictWord, ExitCode>> = {
  GO: exitCode.clear,
  CLEAR: exitCode.clear,
  'NO-GO': exitCode.noGo,
  INCOMPLETE: exitCode.incomplete,
};

/** Judges a run folder and writes verdict, report and summary into it; from the folder alone, as often as one likes. */
export async function conclude(
  folder: string,
  { progress }: ConcludeOptions,
): Promise<{ readonly exitCode: ExitCode; readonly verdict: Verdict }> {
  const files = runFolder(folder);
  const { campaign: name } = JSON.parse(await readFile(files.run, 'utf8')) as RunRecord;
  const { scope, isSignOff } = await findCampaign(name);
  const bounds: unknown = JSON.parse(await readFile(files.bounds, 'utf8').catch(() => '{}'));
  const judged = await judgeRun(folder, {
    scope: { name, criteria: scope, isSignOff },
    bounds,
    judgedAt: new Date().toISOString(),
    onProgress: () => undefined,
  });
  await writeFile(files.verdict, `${JSON.stringify(judged.verdict, null, 2)}\n`);
  await writeReports(folder, judged);
  progress.note(`${judged.verdict.verdict}: ${judged.verdict.sentence}`);
  return { exitCode: codes[judged.verdict.verdict], verdict: judged.verdict };
}
