import type { StoredBooking } from '../../core/booking.ts';
import type { Bar, Scene } from '../../core/finding.ts';
import type { DeliveredEvent, Delivery } from './deliveries.ts';

const barsMax = 6;
const toldMax = 4;

/**
 * 'evt-7 (book staff-3 2027-03-02T14:00:00Z): 12.001 s good, acknowledged (204); stored: bk-1 cancelled'
 * @param stored left out where it does not matter
 */
export function eventText(event: DeliveredEvent, stored?: readonly StoredBooking[]): string {
  const { id, deliveries } = event;
  const told = deliveries.slice(0, toldMax).map((delivery) => `${timeText(delivery)} ${deliveryText(delivery)}`);
  const more = deliveries.length > toldMax ? [`${deliveries.length - toldMax} more deliveries`] : [];
  const kept = stored?.slice(0, 3).map((booking) => `${booking.id} ${booking.status}`);
  const effect = kept === undefined ? [] : [`stored: ${kept.join(', ') || 'nothing'}`];
  return `${id} (${demandText(event)}): ${[...told, ...more, ...effect].join('; ')}`;
}

/** What was delivered, drawn; the deliveries that prove it are marked, and kept when not all can be shown. */
export function sceneOfEvents(
  sentence: string,
  events: readonly DeliveredEvent[],
  contradicting: readonly Delivery[],
): Scene {
  const idOf = new Map(events.flatMap(({ id, deliveries }) => deliveries.map((delivery) => [delivery, id] as const)));
  const shown = [...new Set([...contradicting, ...idOf.keys()])].slice(0, barsMax);
  shown.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  const bars = shown.map((delivery): Bar => {
    const { id, process, startMs, endMs, type } = delivery;
    const label = `deliver ${idOf.get(delivery)} ${deliveryText(delivery)}`;
    return { id, process, label, startMs, endMs, type, isContradiction: contradicting.includes(delivery) };
  });
  return { sentence, bars };
}

export function idsOfEvent(
  { id, deliveries }: DeliveredEvent,
  stored: readonly StoredBooking[],
  first?: Delivery,
): readonly string[] {
  const ids = [first, ...deliveries.slice(0, toldMax)].flatMap((delivery) => delivery?.id ?? []);
  return [...new Set([id, ...stored.map((booking) => booking.id), ...ids])];
}

function demandText({ demand }: DeliveredEvent): string {
  if (demand.effect === 'book') return `book ${demand.slot.resource} ${demand.slot.start}`;
  return demand.effect === 'cancel' ? `cancel the booking of ${demand.cancels}` : 'nothing to be done';
}

/** 'good as escaped, acknowledged (204)' */
function deliveryText({ credential, form, type, reason, status }: Delivery): string {
  const signed = form === 'plain' ? credential : `${credential} as ${form}`;
  if (type === 'ok') return `${signed}, acknowledged (${status})`;
  if (type === 'fail') return `${signed}, refused (${status}, ${reason ?? 'unknown'})`;
  return `${signed}, ${status === 0 ? 'no reply' : `answered ${status}`}`;
}

function timeText({ startMs }: Delivery): string {
  return `${(startMs / 1000).toFixed(3)} s`;
}
