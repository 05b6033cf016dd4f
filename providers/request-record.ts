import type { ProviderName, ProviderRequest } from '../core/provider.ts';
import type { Asked } from './open-desk.ts';
import type { Outcome } from './treat.ts';
import type { Visit } from './visit.ts';

/** The line of the journal that a visit comes to. */
export function requestRecord(
  provider: ProviderName,
  visit: Visit,
  asked: Asked,
  { reply, answer }: Outcome,
  nowMs: number,
): ProviderRequest {
  const { id, arrivedMs, treatment } = visit;
  const ended = visit.ended();
  const status = ended === undefined ? (reply?.status ?? 0) : 0;
  const { effect, about = asked.about, repeats } = answer ?? {};
  const isLimited = treatment.behaviour === 'rate-limiting';
  return {
    ...{ id, provider, arrivedMs, endedMs: ended?.atMs ?? nowMs },
    ...asked,
    status,
    ending: ended?.ending ?? (reply === undefined ? 'cut' : 'replied'),
    behaviour: treatment.behaviour,
    ...(effect === undefined ? {} : { effect: { ...effect, atMs: nowMs } }),
    ...(about === undefined ? {} : { about }),
    ...(repeats === undefined ? {} : { repeats }),
    ...(isLimited ? { retryAfterSeconds: treatment.retryAfterSeconds } : {}),
  };
}
