import type { Recording } from '../on-ledger.ts';
import type { JudgedProviders } from './judged-providers.ts';
import type { OpenReads, ReadSecond } from './open-reads.ts';

/** How reads went while a provider was slow or silent, beside the seconds in which all were well. */
export interface HeldUpReads {
  /** Seconds with reads enough, while a provider kept its callers waiting. */
  readonly ill: number;
  readonly calm: number;
  /** Of the ill ones, those in which many reads were slow. */
  readonly heldUp: readonly ReadSecond[];
  /** From this on a read counts as slow. */
  readonly slowMs: number;
  /** It cannot be chance, nor a machine that stalls. */
  readonly isProven: boolean;
}

const readsMin = 3;
/** A second is held up when so many of its reads are slow. */
const slowShare = 0.3;
/** At least a second, and several times what nearly all take in calm. */
const slowMsMin = 1_000;
const calmTimes = 5;
/** So many seconds, and such a share, are held up by no stall. */
const heldUpMin = 8;
const heldUpShare = 0.25;
/** And in calm nothing like it happens. */
const calmSecondsMin = 10;
/** For so long behind a bad time something of it may still be going on. */
const aftermathSeconds = 10;

export function heldUpReads({ names }: JudgedProviders, reads: OpenReads, { ledger }: Recording): HeldUpReads {
  const state = new Map<number, 'ill' | 'other'>();
  for (const provider of names) {
    for (const { kind, fromMs, toMs, conduct } of ledger.providers.conducts(provider)) {
      if (kind === 'healthy') continue;
      const { slow = 0, silent = 0 } = conduct?.shares ?? {};
      const isKeeping = kind === 'silent' || (kind !== 'down' && slow + silent > 0);
      for (let second = Math.floor(fromMs / 1000); second * 1000 < toMs + aftermathSeconds * 1000; second += 1) {
        if (isKeeping && second * 1000 < toMs) state.set(second, 'ill');
        else if (!state.has(second)) state.set(second, 'other');
      }
    }
  }
  const inCalm = reads.durationsIn((second) => !state.has(second));
  const slowMs = Math.max(slowMsMin, calmTimes * (inCalm[Math.floor(0.99 * inCalm.length)] ?? 0));
  const seconds = reads.seconds(slowMs).filter((second) => second.reads >= readsMin);
  const ill = seconds.filter(({ second }) => state.get(second) === 'ill');
  const calm = seconds.filter(({ second }) => !state.has(second));
  const isHeldUp = ({ reads: all, slow }: ReadSecond): boolean => slow >= slowShare * all;
  const heldUp = ill.filter(isHeldUp);
  const share = heldUp.length / Math.max(1, ill.length);
  const inCalmShare = calm.filter(isHeldUp).length / Math.max(1, calm.length);
  const isProven =
    calm.length >= calmSecondsMin &&
    heldUp.length >= heldUpMin &&
    share >= heldUpShare &&
    share > calmTimes * inCalmShare;
  return { ill: ill.length, calm: calm.length, heldUp, slowMs, isProven };
}
