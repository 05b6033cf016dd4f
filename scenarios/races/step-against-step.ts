import type { Place } from '../../core/round.ts';
import type { Completion, Verb } from '../../targets/intent.ts';
import { lookAt, orderOf } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { RacePlayer, RaceStep, Shape } from './shape.ts';

type StepName = 'list' | 'hold' | 'confirm' | 'abandon' | 'book';

const steps: readonly StepName[] = ['list', 'hold', 'confirm', 'abandon', 'book'];
/** Two who only look are no race. */
const variants = steps
  .flatMap((a, index) => steps.slice(index).map((b) => `${a}+${b}`))
  .filter((v) => v !== 'list+list');

const verbsOf: Readonly<Record<StepName, readonly Verb[]>> = {
  list: ['find-slots'],
  hold: ['hold', 'confirm'],
  confirm: ['hold', 'confirm'],
  abandon: ['hold', 'cancel'],
  book: ['book'],
};

function stepsOf(variant: string | undefined): readonly StepName[] {
  return (variant ?? 'hold+hold').split('+') as StepName[];
}

/** Two users meet at one slot, each at another step of the way there: some platforms guard only like against like. */
export const stepAgainstStep: Shape = {
  name: 'step-against-step',
  title: 'two users meet at one slot, each at another step of booking it',
  layout: 'one',
  sizes: [2],
  variants,
  isTogether: true,
  role: (contender, _, variant) => stepsOf(variant)[contender] ?? 'book',
  lacks: (offers, variant) =>
    lacks(
      offers,
      stepsOf(variant).flatMap((step) => verbsOf[step]),
      stepsOf(variant).some((step) => verbsOf[step].includes('hold')) ? { holds: true } : {},
    ),
  *play(round, contender, player) {
    const place = round.places[0] as Place;
    const { customer } = contender;
    const step = contender.role as StepName;
    yield lookAt(place);
    const held =
      step === 'confirm' || step === 'abandon'
        ? yield* theHold(
            place,
            contender === round.contenders[0] || onlyOneHolds(round.factors.variant),
            customer,
            player,
          )
        : undefined;
    if (step === 'list') yield { meet: lookAt(place) };
    else if (step === 'book') yield { meet: orderOf('voice', place, { customer, tag: player.newTag() }, player) };
    else if (step === 'hold') yield* holdAtMeeting(place, customer, player);
    else if (held !== undefined) {
      const { tenant } = place;
      const { booking, tag } = held;
      yield step === 'abandon'
        ? { meet: { verb: 'cancel', tenant, booking, tag } }
        : { meet: { verb: 'confirm', tenant, booking, slot: place.slot, customer: held.customer, tag } };
    }
    yield { pauseMs: 100 };
    yield lookAt(place);
  },
};

function onlyOneHolds(variant: string | number | undefined): boolean {
  return stepsOf(String(variant)).filter((step) => step === 'confirm' || step === 'abandon').length === 1;
}

interface Hold {
  readonly booking: string;
  readonly tag: string;
  readonly customer: string;
}

/** Holds the slot beforehand, or uses the hold of the other one, where both go on from the same. */
function* theHold(
  place: Place,
  isMine: boolean,
  customer: string,
  { board, ...player }: RacePlayer,
): Generator<RaceStep, Hold | undefined, Completion> {
  if (isMine) {
    const tag = player.newTag();
    const held = yield orderOf('web', place, { customer, tag }, { board, ...player });
    const booking = held.type === 'ok' ? held.answer.booking : undefined;
    board.note('hold', JSON.stringify(booking === undefined ? null : { booking, tag, customer }));
  } else yield { awaits: 'hold' };
  return (JSON.parse(board.read('hold') ?? 'null') as Hold | null) ?? undefined;
}

function* holdAtMeeting(place: Place, customer: string, player: RacePlayer): Generator<RaceStep, void, Completion> {
  const tag = player.newTag();
  const held = yield { meet: orderOf('web', place, { customer, tag }, player) };
  if (held.type !== 'ok' || held.answer.booking === undefined) return;
  yield { pauseMs: 50 };
  const { tenant, slot } = place;
  yield { verb: 'confirm', tenant, booking: held.answer.booking, slot, customer, tag };
}
