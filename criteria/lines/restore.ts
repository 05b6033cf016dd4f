import type { Finding } from '../../core/finding.ts';
import type { TimelineEvent } from '../../core/run.ts';
import { inWords, type Judgement, unknown } from '../judgement.ts';
import type { LineEvidence } from './line-evidence.ts';

type Step = Extract<TimelineEvent, { readonly event: 'backup-taken' | 'backup-restored' }>;

/** Why nobody could look at a restored platform; who could, has a finding. Undefined: nothing of the kind was tried. */
export function judgeRestoreUntested({ timeline }: Pick<LineEvidence, 'timeline'>): Judgement | undefined {
  const { taken, restored } = lastDrill(timeline);
  if (taken === undefined) return undefined;
  if (taken.problem !== undefined) return unknown(`no backup was taken: ${taken.problem}`);
  if (restored === undefined) return unknown('a backup was taken, and not restored');
  if (restored.problem !== undefined) return unknown(`the backup was not restored: ${restored.problem}`);
  return unknown('nobody looked at what was restored');
}

/** What is restored is what was acknowledged, and the platform answers again in time. */
export function judgeRestoreProcedure(
  { timeline, bounds }: Pick<LineEvidence, 'timeline' | 'bounds'>,
  findings: readonly Finding[],
): Judgement | undefined {
  const finding = findings.find(({ by }) => by === 'restore-untested');
  const { restored } = lastDrill(timeline);
  if (finding === undefined || restored === undefined) return judgeRestoreUntested({ timeline });
  const value = (restored.atMs - restored.fromMs) / 60_000;
  const figures = {
    ...{ value, operator: '<=' as const, threshold: bounds.restoreMinutes, unit: 'min', samples: finding.examined },
  };
  const reason = `RTO ${inWords(value * 60, 1)} s, ${finding.summary}`;
  if (finding.validity === 'invalid' || value > bounds.restoreMinutes) return { status: 'fail', reason, ...figures };
  return { status: finding.validity === 'valid' ? 'pass' : 'unknown', reason, ...figures };
}

interface Drill {
  readonly taken?: Step;
  /** The one before it that was taken, too. */
  readonly previous?: Step;
  readonly restored?: Step;
}

/** The last backup, and its restoring where that came behind it. */
export function lastDrill(timeline: readonly TimelineEvent[]): Drill {
  const all = (event: Step['event']): readonly Step[] => timeline.filter((each): each is Step => each.event === event);
  const [backups, restored] = [all('backup-taken'), all('backup-restored').at(-1)];
  const taken = backups.at(-1);
  const previous = backups.slice(0, -1).findLast(({ problem }) => problem === undefined);
  const isOfIt = taken !== undefined && restored !== undefined && restored.fromMs >= taken.atMs;
  return {
    ...(taken === undefined ? {} : { taken }),
    ...(previous === undefined ? {} : { previous }),
    ...(isOfIt ? { restored } : {}),
  };
}
