import { appendFile } from 'node:fs/promises';
import type { Verdict } from '../core/verdict.ts';

/** One run's figures, as one line of a file that outlives the run folders: how they go from night to night. */
export interface KeptFigures
  extends Pick<Verdict, 'judgedAt' | 'campaign' | 'target' | 'environment' | 'seed' | 'verdict'> {
  /** By criterion, in its own unit; null: infinite. */
  readonly figures: Readonly<Record<string, number | null>>;
}

/** Adds a line to the file, which need not be there yet. */
export async function keepFigures(file: string, verdict: Verdict): Promise<void> {
  await appendFile(file, `${JSON.stringify(figuresOf(verdict))}\n`);
}

export function figuresOf({ criteria, ...of }: Verdict): KeptFigures {
  const { judgedAt, campaign, target, environment, seed, verdict } = of;
  const told = criteria.flatMap(({ id, value }) => (value === undefined ? [] : [[id, value] as const]));
  return { judgedAt, campaign, target, environment, seed, verdict, figures: Object.fromEntries(told) };
}
