import { readFile, writeFile } from 'node:fs/promises';
import { type ExitCode, exitCode } from '../core/exit-code.ts';
import type { Progress } from '../core/progress.ts';
import type { Verdict, VerdictWord } from '../core/verdict.ts';
import { type Bounds, defaultBounds } from '../criteria/bounds.ts';
import { runFolder } from '../recording/run-folder.ts';
import { writeReports } from '../reports/write-reports.ts';
import { findCampaign } from './find-campaign.ts';
import { boundsOf, judgeRun, readRun } from './judge-run.ts';

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
  const { campaign: name } = await readRun(files);
  const { scope, isSignOff } = await findCampaign(name);
  let toldPercent = 0;
  const judged = await judgeRun(folder, {
    scope: { name, criteria: scope, isSignOff },
    bounds: await readBounds(files.bounds),
    judgedAt: new Date().toISOString(),
    onProgress(readBytes, totalBytes) {
      const percent = Math.floor((10 * readBytes) / totalBytes) * 10;
      if (percent <= toldPercent || totalBytes < toldFromBytes) return;
      toldPercent = percent;
      progress.note(`read ${percent} %`);
    },
  });
  try {
    await writeFile(files.verdict, `${JSON.stringify(judged.verdict, null, 2)}\n`);
    await writeReports(folder, { ...judged, plans: { schemaVersion: 1, plans: judged.plans } });
  } catch (error) {
    // A full disk must not keep the verdict from whoever waits for it.
    const reason = error instanceof Error ? error.message : String(error);
    progress.note(`verdict or report could not be written: ${reason}; \`npx ansturm judge\` makes them again`);
  }
  return { exitCode: codes[judged.verdict.verdict], verdict: judged.verdict };
}

/** Smaller runs are read before a person would look. */
const toldFromBytes = 50e6;

/** The defaults, or those with the user's own over them. */
export async function readBounds(file: string): Promise<Bounds> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return defaultBounds;
  return boundsOf(parsed(text));
}

/** What is no JSON is no object either: `boundsOf` says what is wanted instead. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
