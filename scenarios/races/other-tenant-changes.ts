import type { Place, Round } from '../../core/round.ts';
import type { Completion, Intent } from '../../targets/intent.ts';
import { bookNow, lookAt, orderOf } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { RacePlayer, RaceStep, Shape } from './shape.ts';

/** A company that knows the id of another one's booking changes nothing of it. */
export const otherTenantChanges: Shape = {
  name: 'other-tenant-changes',
  title: "a company cancels, moves or confirms another one's booking by its id",
  layout: 'two-tenants',
  sizes: [2],
  variants: ['cancel', 'reschedule', 'confirm'],
  isTogether: true,
  isSequence: true,
  role: (contender, _, variant = 'change') => (contender === 0 ? 'book' : `${variant}-foreign`),
  lacks: (offers, variant) =>
    variant === 'confirm'
      ? lacks(offers, ['read-booking', 'confirm'], { holds: true })
      : lacks(offers, ['read-booking', variant === 'reschedule' ? 'reschedule' : 'cancel']),
  *play(round, { role, customer }, player) {
    const mine = round.places[0] as Place;
    if (role === 'book') {
      const booking = yield* owned(round, mine, customer, player);
      player.board.note('booking', booking ?? '');
      yield { awaits: 'tried' };
      if (booking === undefined) return;
      yield { meet: { verb: 'read-booking', tenant: mine.tenant, booking } };
      yield lookAt(mine);
      return;
    }
    yield { awaits: 'booking' };
    const booking = player.board.read('booking');
    if (booking) yield* change(round, booking, customer, player);
    player.board.note('tried', 'yes');
  },
};

type Playing<Result> = Generator<RaceStep, Result, Completion>;

/** A booking, or a hold where it is a confirmation that is tried. */
function* owned(round: Round, mine: Place, customer: string, player: RacePlayer): Playing<string | undefined> {
  const { entry, variant } = round.factors;
  if (variant !== 'confirm') return (yield* bookNow(String(entry), mine, customer, player)).booking;
  const held = yield orderOf('web', mine, { customer, tag: player.newTag() }, player);
  return held.type === 'ok' ? held.answer.booking : undefined;
}

/** Where bookings are numbered in each company by itself, the id may be one of its own too: that one is let be. */
function* change(round: Round, booking: string, customer: string, player: RacePlayer): Playing<void> {
  const [mine, theirs] = [round.places[0] as Place, round.places[1] as Place];
  const { tenant, slot } = theirs;
  const seen = yield { verb: 'read-booking', tenant, booking };
  const [shown] = seen.type === 'ok' ? (seen.answer.bookings ?? []) : [];
  if (shown !== undefined && (shown.resource !== mine.slot.resource || shown.start !== mine.slot.start)) return;
  const tag = player.newTag();
  const named = { tenant, booking, tag };
  // A company's own staff at first: some platforms ask only whether it may use the calendar.
  const intents: Readonly<Record<string, readonly Intent[]>> = {
    cancel: [{ verb: 'cancel', ...named }],
    reschedule: [slot, { ...slot, resource: mine.slot.resource }].map((to) => {
      return { verb: 'reschedule', ...named, slot: to };
    }),
    confirm: [{ verb: 'confirm', ...named, slot: mine.slot, customer }],
  };
  const [first, ...others] = intents[String(round.factors.variant)] ?? [];
  if (first === undefined) return;
  const said = yield { meet: first };
  if (said.type === 'ok') return;
  for (const intent of others) yield intent;
}
