import type { StoredBooking } from '../../core/booking.ts';
import type { BodyForm, Credential, DeliveryAsked, WebhookEvent } from '../../core/webhook.ts';

/** One thing that a receiver does wrong; none: it is right. */
export interface Flaws {
  /** Two deliveries of one id that are there at once are two. */
  readonly doublesAtOnce?: boolean;
  /** Ids are forgotten after so many ms. */
  readonly forgetsAfterMs?: number;
  /** Events of one content are one. */
  readonly looksAtContent?: boolean;
  /** Each so many-th new event is acknowledged and forgotten. */
  readonly losesEach?: number;
  /** Each so many-th new event is given up at once. */
  readonly givesUpEach?: number;
  /** Does what it says that it has no time for. */
  readonly worksWhileBusy?: boolean;
  /** Does what it refuses as forged. */
  readonly worksForForgers?: boolean;
  readonly accepts?: Credential;
  readonly refuses?: BodyForm | Credential;
  /** A cancellation that finds no booking is done. */
  readonly assumesOrder?: boolean;
  /** What comes behind a poisonous event waits for ever. */
  readonly isBlockedByPoison?: boolean;
}

type Row = { -readonly [Key in keyof StoredBooking]: StoredBooking[Key] };

interface Kept {
  readonly event: WebhookEvent;
  readonly isPoison: boolean;
  readonly isDead: boolean;
}

/** A receiver with a store and a worker; each method is one transaction. */
export function openReceiver(flaws: Flaws) {
  const rows: Row[] = [];
  const waiting: Kept[] = [];
  const dead: string[] = [];
  const poisoned: string[] = [];
  const known = new Map<string, { readonly atMs: number; readonly untilMs: number }>();
  const contents = new Set<string>();
  const cancelled = new Set<string>();
  const refused = new Set<Credential>(['missing', 'wrong', 'old', 'future', 'other-tenant', 'unknown-version']);
  if (flaws.accepts !== undefined) refused.delete(flaws.accepts);
  let taken = 0;

  const isKnown = ({ id, demand }: WebhookEvent, atMs: number): boolean => {
    if (flaws.looksAtContent === true && demand.effect === 'book' && contents.has(JSON.stringify(demand))) return true;
    const before = known.get(id);
    if (before === undefined) return false;
    if (flaws.doublesAtOnce === true && atMs < before.untilMs) return false;
    return atMs - before.atMs < (flaws.forgetsAfterMs ?? Number.POSITIVE_INFINITY);
  };
  const store = (event: WebhookEvent, isPoison: boolean): void => {
    taken += 1;
    if (flaws.losesEach !== undefined && taken % flaws.losesEach === 0) return;
    const isDead = flaws.givesUpEach !== undefined && event.demand.effect === 'book' && taken % flaws.givesUpEach === 0;
    waiting.push({ event, isPoison, isDead });
  };
  const work = ({ event, isPoison, isDead }: Kept): void => {
    const { id, tenant, demand } = event;
    if (isPoison || isDead) dead.push(id);
    else if (demand.effect === 'book') {
      const { branch: _, effect: __, slot, ...what } = demand;
      const status = cancelled.has(id) ? 'cancelled' : 'booked';
      rows.push({ id: `bk-${rows.length}`, tag: id, tenant, ...what, ...slot, status });
    } else if (demand.effect === 'cancel') {
      const made = rows.filter(({ tag }) => tag === demand.cancels);
      for (const row of made) row.status = 'cancelled';
      if (flaws.assumesOrder !== true) cancelled.add(demand.cancels);
    }
  };

  return {
    rows,
    dead,
    waiting: () => [...poisoned, ...waiting.map(({ event }) => event.id)],
    /** Returned: the status. @param untilMs when the sender will have its answer */
    receive(asked: DeliveryAsked, atMs: number, untilMs: number, isBusy: boolean): number {
      const { credential, form, ...event } = asked;
      const isPoison = form === 'poison';
      if (isBusy) {
        if (flaws.worksWhileBusy === true) store(event, isPoison);
        return 429;
      }
      if (refused.has(credential) || credential === flaws.refuses || form === flaws.refuses) {
        if (flaws.worksForForgers === true && refused.has(credential)) store(event, isPoison);
        return 401;
      }
      if (form === 'broken' || form === 'wrong-type') return form === 'broken' ? 400 : 415;
      if (isKnown(event, atMs)) return 204;
      known.set(event.id, { atMs, untilMs });
      contents.add(JSON.stringify(event.demand));
      store(event, isPoison);
      return 204;
    },
    /** The worker takes one, whichever. @param pick a number below 1 */
    work(pick: number): void {
      const [kept] = waiting.splice(Math.floor(pick * waiting.length), 1);
      if (kept === undefined) return;
      const isBehindPoison = flaws.isBlockedByPoison === true && (kept.isPoison || poisoned.length > 0);
      if (isBehindPoison) poisoned.push(kept.event.id);
      else work(kept);
    },
  };
}

export type Receiver = ReturnType<typeof openReceiver>;
