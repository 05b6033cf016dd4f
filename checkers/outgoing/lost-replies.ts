import type { Recording } from '../on-ledger.ts';
import type { JudgedProviders } from './judged-providers.ts';

/** How often a platform had to find out for itself what a provider had done. */
export interface LostReplies {
  /** Done, and the reply was cut off, nonsense, or came to nobody. */
  readonly afterTheAct: number;
  /** Of those, sent again. */
  readonly sentAgain: number;
  /** Calls of which an attempt failed, and a later one was done or found to be done. */
  readonly doneLater: number;
}

export function lostReplies({ names }: JudgedProviders, { ledger }: Recording): LostReplies {
  const { requests } = ledger.providers;
  const state = new Uint8Array(requests.calls());
  const count = { afterTheAct: 0, sentAgain: 0, doneLater: 0 };
  const [failed, done, later] = [1, 2, 4];
  // A line is written when its request ends, so that lines stand in the order in which callers learned of them.
  for (let row = 0; row < requests.count(); row += 1) {
    if (!names.has(requests.provider(row))) continue;
    const call = requests.call(row);
    const before = call === -1 ? 0 : (state[call] as number);
    const isFailed = requests.isFailed(row);
    const hasEffect = requests.hasEffect(row);
    if (isFailed && hasEffect) count.afterTheAct += 1;
    if ((before & done) !== 0 && (before & later) === 0) count.sentAgain += 1;
    const isDoneLater = (hasEffect || requests.isRepetition(row)) && (before & failed) !== 0 && (before & later) === 0;
    if (isDoneLater) count.doneLater += 1;
    if (call === -1) continue;
    const marks = (isFailed ? failed : 0) | (isFailed && hasEffect ? done : 0);
    state[call] = before | marks | (isDoneLater || (before & done) !== 0 ? later : 0);
  }
  return count;
}
