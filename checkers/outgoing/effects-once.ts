import type { Finding } from '../../core/finding.ts';
import { conclude } from '../conclude.ts';
import type { Recording } from '../on-ledger.ts';
import { openWitness } from '../open-witness.ts';
import { firstNamed } from '../webhooks/first-named.ts';
import { type DoubledItems, doubledEntries, doubledMessages } from './doubled-items.ts';
import { judgedProviders } from './judged-providers.ts';
import { lostReplies } from './lost-replies.ts';
import { idsOfBooking, sceneOfBooking, tellBooking } from './tell-booking.ts';

type Kind = 'entry doubled' | 'message doubled';

const words: Readonly<Record<Kind, { readonly one: string; readonly many: string }>> = {
  'entry doubled': {
    one: 'booking has or had two entries at one place beside each other',
    many: 'bookings have or had two entries at one place beside each other',
  },
  'message doubled': {
    one: 'change of a booking was told twice',
    many: 'changes of bookings were told twice',
  },
};

/** Exactly once, at the providers: one entry for each booking, one message for each change, whatever was sent again. */
export function effectsOnce(original: Recording): Omit<Finding, 'by'> {
  const judged = judgedProviders(original);
  if (!('names' in judged)) return judged;
  const { recording } = judged;
  const { names } = recording.ledger;
  const witness = openWitness<Kind>(words);
  const add = (kind: Kind, provider: 'calendar' | 'messaging', { booking, items }: DoubledItems): void => {
    const told = { booking, items, provider };
    const ids = items.map(({ id }) => id).join(' and ');
    const name = booking?.stored?.id ?? names.textOf(items[0]?.reference ?? -1);
    witness.add(kind, tellBooking(told, recording), idsOfBooking(told, recording), () =>
      sceneOfBooking(told, `${ids} are both of ${name}, which is one.`, recording),
    );
  };
  for (const one of doubledEntries(judged, recording)) add('entry doubled', 'calendar', one);
  for (const one of doubledMessages(judged, recording)) add('message doubled', 'messaging', one);
  const items = recording.ledger.providers.items().filter(({ provider }) => judged.names.has(provider));
  const named = items.filter(({ reference }) => reference !== -1).length;
  const { afterTheAct, sentAgain } = lostReplies(judged, recording);
  return firstNamed(
    conclude(
      witness,
      {
        examined: named,
        reached: [
          { what: 'entries and messages that name a booking', count: named },
          { what: 'replies of providers that were lost after the act', count: afterTheAct },
        ],
        lacks:
          judged.lacks ??
          (named === 0 ? 'no entry and no message at a provider names a booking' : undefined) ??
          (afterTheAct === 0 ? 'no reply of a provider was lost after it had done what was asked' : undefined),
        good:
          `none of ${named} entries and messages at providers came twice; ` +
          `${afterTheAct} replies were lost, and ${sentAgain} calls sent again`,
      },
      recording,
    ),
  );
}

/**
 * One law of two parts: events as they came in, and what was done at providers. A part of which nothing was there is
 * left out, and what convicts counts in any case. Beside events the calls to providers need no lost replies.
 */
export function bothOnce(
  events: Omit<Finding, 'by'>,
  effects: Omit<Finding, 'by'>,
  hasEvents: boolean,
): Omit<Finding, 'by'> {
  if (effects.validity === 'invalid' && events.validity === 'invalid') {
    const summary = `${events.summary}; ${effects.summary}`;
    const [one, other] = [events.witness, effects.witness];
    if (one === undefined || other === undefined) return { ...events, summary };
    const lines = [...one.lines.slice(0, 10), ...other.lines.slice(0, 10)];
    const scenes = [...(one.scenes ?? []).slice(0, 2), ...(other.scenes ?? [])].slice(0, 3);
    const ids = [...one.ids.slice(0, 30), ...other.ids.slice(0, 30)];
    return { ...events, summary, witness: { ids, lines, scenes, total: one.total + other.total } };
  }
  if (effects.validity === 'invalid') return effects;
  if (events.validity === 'not-applicable') return effects;
  return hasEvents || effects.validity === 'not-applicable' || effects.examined === 0 ? events : effects;
}
