import type { Place } from '../../core/round.ts';
import { bookAtMeeting, lookAt, orderOf, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/**
 * A hold runs out, somebody else gets the slot, and only then the first one confirms: too late. Where nobody gets it,
 * the hold is left alone: who looks there long after (campaigns/look-late.ts) sees whether it ever ends.
 */
export const holdExpiry: Shape = {
  name: 'hold-expiry',
  title: 'a hold runs out, the slot is sold, and the hold is confirmed late',
  layout: 'one',
  sizes: [2, 3],
  isTogether: true,
  isSequence: true,
  lastsMs: 36_000,
  role: (contender) => (contender === 0 ? 'confirm-late' : 'book'),
  lacks: (offers) => lacks(offers, ['hold', 'confirm'], { holds: true }),
  *play(round, { role, customer }, player) {
    const { board } = player;
    const place = round.places[0] as Place;
    if (role === 'confirm-late') {
      const tag = player.newTag();
      const held = yield orderOf('web', place, { customer, tag }, player);
      const { booking, expires } = held.type === 'ok' ? held.answer : {};
      if (booking === undefined || expires === undefined) return;
      board.note('expires', expires);
      yield { awaits: 'sold' };
      if (board.read('sold') === undefined) return;
      yield { meet: { verb: 'confirm', tenant: place.tenant, booking, slot: place.slot, customer, tag } };
      yield* readBack(place, { completion: held, booking, tag }, player);
      return;
    }
    yield { awaits: 'expires' };
    const expires = board.read('expires');
    if (expires === undefined) return;
    // As long as it is held the slot is nobody else's: at once, and near the end, as far as clocks agree.
    yield orderOf('voice', place, { customer, tag: player.newTag() }, player);
    yield { untilUtc: expires, plusMs: -5_000 };
    yield orderOf('voice', place, { customer, tag: player.newTag() }, player);
    yield { untilUtc: expires, plusMs: 1_000 };
    yield lookAt(place);
    const had = yield* bookAtMeeting(String(round.factors.entry), place, customer, player);
    if (had.booking !== undefined) board.note('sold', had.booking);
    yield* readBack(place, had, player);
  },
};
