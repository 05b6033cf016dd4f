import type { RaceSummary } from '../core/race-summary.ts';
import type { Verdict } from '../core/verdict.ts';
import { count, counted, decimal } from './figures.ts';

/** How the rounds of one shape came out. */
export interface Rounds {
  /** Contenders overlapped, and nobody was throttled: what a clean result is worth. In a sequence: all that met. */
  readonly counting: number;
  readonly throttled: number;
  /** They met, and nobody overlapped: void. */
  readonly empty: number;
  /** They never met, or somebody's answer was not written. */
  readonly unplayed: number;
}

export function roundsOf({ isSequence, planned, played, throttled, overlapped }: RaceSummary): Rounds {
  const rest = Math.max(0, played - throttled);
  const counting = isSequence ? rest : overlapped;
  return { counting, throttled, empty: Math.max(0, rest - counting), unplayed: Math.max(0, planned - played) };
}

/** What was said about the run by those who judge it: whether a round that nobody complained of may be called clean. */
export type Clean = 'clean' | 'partly' | 'broken' | 'unjudged';

export function cleanliness({ findings }: Verdict): Clean {
  const has = (validity: Verdict['findings'][number]['validity']): boolean =>
    findings.some((finding) => finding.validity === validity);
  if (has('invalid')) return 'broken';
  if (!has('valid')) return 'unjudged';
  return has('unknown') ? 'partly' : 'clean';
}

/** What the races of one shape are worth, in a sentence that claims no more than their rounds carry. */
export function worthInWords(race: RaceSummary, clean: Clean): string {
  const rounds = roundsOf(race);
  if (race.isSequence) {
    const said = `${counted(rounds.counting, 'round')} one after the other`;
    return `${said}: the control, without overlap on purpose; it tells who checks nothing from who loses a race.`;
  }
  if (rounds.counting === 0 || race.worth === null) {
    return race.played === 0
      ? 'No round was played, so nothing is known.'
      : 'No round of it counts, so nothing is known.';
  }
  const said = `${counted(rounds.counting, 'round')} with overlap`;
  if (clean === 'broken') return `${said}. Laws are broken in this run, so no clean result is claimed.`;
  if (clean === 'unjudged') return `${said}, but no law could judge them: that is worth nothing.`;
  const share = `${decimal(race.worth * 100, 1, 'up')}\u00a0%`;
  const none = clean === 'clean' ? 'and none went wrong' : 'and no law that could judge says that one went wrong';
  const found = `a defect that shows in ${share} of rounds or more would have been found`;
  return `${said} ${none}: ${found} with 95\u00a0% confidence.`;
}

/** All races of a run in one sentence; undefined where there were none. */
export function racesInWords(races: readonly RaceSummary[]): string | undefined {
  if (races.length === 0) return undefined;
  const all = races.map((race) => ({ race, rounds: roundsOf(race) }));
  const sum = (of: (each: (typeof all)[number]) => number): number => all.reduce((total, each) => total + of(each), 0);
  const raced = all.filter(({ race }) => !race.isSequence);
  const met = raced.reduce((total, { rounds }) => total + rounds.counting, 0);
  const rest = [
    `${count(sum(({ rounds }) => rounds.empty))} void without overlap`,
    `${count(sum(({ rounds }) => rounds.throttled))} throttled`,
    `${count(sum(({ rounds }) => rounds.unplayed))} not played to the end`,
  ];
  const shapes = counted(new Set(races.map(({ shape }) => shape)).size, 'shape');
  const controls = sum(({ race, rounds }) => (race.isSequence ? rounds.counting : 0));
  const control = controls === 0 ? '' : `, ${count(controls)} one after the other as the control`;
  return `${counted(
    sum(({ race }) => race.planned),
    'round',
  )} of ${shapes}: ${count(met)} with real overlap${control}; ${rest.join(', ')}.`;
}
