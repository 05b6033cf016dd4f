import { openWaitingActs, type Times } from './waiting-acts.ts';

/** What the search asks of a model, whose state is changed and undone in place. */
export interface Machine {
  /**
   * `same`: legal now, changes nothing, and never would from here on; `step`: legal, and changes the state, or might if
   * it came later; `no`: not legal now.
   */
  look(act: number, deadlineMs: number): 'no' | 'same' | 'step';
  /** Carries out what `look` called a step. */
  apply(act: number, deadlineMs: number): void;
  /** Where the machine stands, to be handed to `undo`. */
  mark(): number;
  undo(mark: number): void;
  /** The same text for the same state, and for no other. */
  key(): string;
}

/** How far a search may go: looks at an act, and characters of states kept. */
export interface Budget {
  readonly looks: number;
  readonly characters: number;
}

export interface Outcome {
  readonly verdict: 'linearizable' | 'not-linearizable' | 'gave-up';
  readonly looks: number;
}

interface Frame {
  readonly candidates: readonly number[];
  /** An act that may be given up: its end comes before every other. */
  readonly optional: number | undefined;
  readonly deadlineMs: number;
  readonly lifted: number;
  readonly mark: number;
  next: number;
}

/**
 * Is there one order of all acts, each between its start and its end, that the machine can follow? The search of Wing
 * and Gong (1993) with Lowe's linked list and memory of (acts done, state) (2017), and three rules that each leave out
 * nothing:
 * - **observe first**: an act that is legal and changes nothing, now or later, is put in order at once, since moving it
 *   forward spoils no order that has it later. (A move to where the booking stands already is no such act: later it may
 *   undo another move.)
 * - **twins**: of acts that can stand for one another, the one that ends first goes first.
 * - **by need**: what may happen by itself (a hold runs out) happens when another act needs it, which the machine sees
 *   to. It is feasible up to the deadline, the first end of an act that waits to be put in order.
 */
export function search(times: Times, machine: Machine, budget: Budget): Outcome {
  const waiting = openWaitingActs(times);
  const seen = new Set<string>();
  const frames: Frame[] = [];
  let looks = 0;
  let characters = 0;

  const observeFirst = (): void => {
    for (let event = waiting.first(); waiting.isStart(event); ) {
      looks += 1;
      const behind = waiting.behind(event);
      event = machine.look(event, Number.NEGATIVE_INFINITY) === 'same' ? waiting.lift(event) : behind;
    }
  };
  const isNew = (): boolean => {
    const key = `${waiting.key()}|${machine.key()}`;
    if (seen.has(key)) return false;
    seen.add(key);
    characters += key.length;
    return true;
  };
  /** Puts in order what needs no choice; then the choices, undefined when all that is owed is in order. */
  const enter = (): Frame | undefined => {
    observeFirst();
    if (waiting.owed() === 0) return undefined;
    const { deadlineMs, optional } = waiting.firstEnd();
    const candidates: number[] = [];
    const place = { deadlineMs, lifted: waiting.lifted(), mark: machine.mark(), next: 0 };
    if (!isNew()) return { ...place, candidates, optional: undefined };
    for (let event = waiting.first(); waiting.isStart(event); event = waiting.behind(event)) {
      looks += 1;
      if (machine.look(event, deadlineMs) !== 'no') candidates.push(event);
    }
    return { ...place, candidates: firstOfTwins(candidates, times), optional };
  };

  for (let entered = enter(); entered !== undefined; entered = enter()) {
    frames.push(entered);
    if (looks > budget.looks || characters > budget.characters) return { verdict: 'gave-up', looks };
    let frame = entered;
    while (choicesOf(frame) === frame.next) {
      frames.pop();
      const outer = frames.at(-1);
      if (outer === undefined) return { verdict: 'not-linearizable', looks };
      frame = outer;
    }
    waiting.lowerTo(frame.lifted);
    machine.undo(frame.mark);
    const act = frame.candidates[frame.next];
    frame.next += 1;
    if (act !== undefined) machine.apply(act, frame.deadlineMs);
    waiting.lift(act ?? (frame.optional as number));
  }
  return { verdict: 'linearizable', looks };
}

function choicesOf({ candidates, optional }: Frame): number {
  return candidates.length + (optional === undefined ? 0 : 1);
}

/** In the order of their ends; acts that may never have been come last. */
function firstOfTwins(candidates: number[], { endMs, isOptional, twins }: Times): readonly number[] {
  if (candidates.length < 2) return candidates;
  const rank = (act: number): number => (isOptional[act] ? Number.POSITIVE_INFINITY : (endMs[act] as number));
  candidates.sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : a - b));
  const seen = new Set<number>();
  return candidates.filter((act) => {
    const twin = twins[act] as number;
    if (twin !== -1 && seen.has(twin)) return false;
    seen.add(twin);
    return true;
  });
}
