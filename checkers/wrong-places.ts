import type { Schedule } from './calendar.ts';
import type { Entry } from './ledger.ts';
import type { Recording } from './on-ledger.ts';
import { placeText } from './scene.ts';

/**
 * Acknowledgements of another place than the one that was asked for. Answers that repeat an earlier one are the law of
 * idempotency's; who asks for "anybody" may be told anybody; and a booking that somebody else moves meanwhile may be
 * shown where it went.
 */
export function wrongPlaces(
  { ledger, clockErrorMs }: Recording,
  scheduleOf: (tenant: number, resource: number) => Schedule | undefined,
): readonly { readonly entry: Entry; readonly text: string }[] {
  const { entries, names } = ledger;
  const suspects = ledger.attempts.filter((entry) => isElsewhere(entry, scheduleOf));
  if (suspects.length === 0) return [];
  const keys = new Map<number, number>();
  const changes = new Map<number, Entry[]>();
  const makers = new Map<number, Set<number>>();
  for (const { key, answeredBooking } of suspects) {
    keys.set(key, 0);
    changes.set(answeredBooking, []);
    makers.set(answeredBooking, new Set());
  }
  for (const entry of entries) {
    const used = keys.get(entry.key);
    if (used !== undefined) keys.set(entry.key, used + 1);
    if (entry.verb === 'reschedule' && entry.type !== 'fail') changes.get(entry.askedBooking)?.push(entry);
    if (entry.verb !== 'reschedule') makers.get(entry.answeredBooking)?.add(entry.tag);
  }
  return suspects.flatMap((entry) => {
    const { verb, key, tag, asked, answered, answeredBooking, askedBooking } = entry;
    if (asked === undefined || answered === undefined) return [];
    if (key !== -1 && (keys.get(key) ?? 0) > 1) return [];
    const moves = answeredBooking === -1 ? [] : (changes.get(answeredBooking) ?? []);
    const isMoved = moves.some((move) => {
      const isBefore = move.type === 'ok' && move.endMs + clockErrorMs < entry.startMs;
      return move !== entry && move.startMs <= entry.endMs + clockErrorMs && (verb !== 'reschedule' || !isBefore);
    });
    const isOther = [...(makers.get(answeredBooking) ?? [])].some((maker) => maker !== tag);
    if (isMoved || (isOther && !(verb === 'reschedule' && answeredBooking === askedBooking))) return [];
    const text = `${placeText(names, asked)} was asked for, and ${placeText(names, answered)} was acknowledged`;
    return [{ entry, text }];
  });
}

function isElsewhere(
  { verb, type, tenant, asked, answered }: Entry,
  scheduleOf: (tenant: number, resource: number) => Schedule | undefined,
): boolean {
  if (type !== 'ok' || (verb !== 'book' && verb !== 'hold' && verb !== 'reschedule')) return false;
  if (asked === undefined || answered === undefined || asked === answered) return false;
  if (!Number.isFinite(asked.fromMs) || !Number.isFinite(answered.fromMs)) return false;
  const isSomebody = scheduleOf(tenant, asked.resource) !== undefined;
  return asked.fromMs !== answered.fromMs || (isSomebody && asked.resource !== answered.resource);
}
