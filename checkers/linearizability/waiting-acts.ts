/** When the acts took place. */
export interface Times {
  readonly startMs: ArrayLike<number>;
  /** Infinity, for an act that may never have taken effect: it may do so at any time. */
  readonly endMs: ArrayLike<number>;
  /** Acts that may never have taken effect: they need no place in the order. */
  readonly isOptional: readonly boolean[];
  /** Acts with one number here can stand for one another; -1: for none. */
  readonly twins: ArrayLike<number>;
}

/** Events are numbers: the start of an act is the act's own. */
export interface WaitingActs {
  first(): number;
  behind(event: number): number;
  /** What stands before the first end can be next. */
  isStart(event: number): boolean;
  /** How many acts still have to be put in order. */
  owed(): number;
  /** The first end, and whose it is where that act may be given up. */
  firstEnd(): { readonly deadlineMs: number; readonly optional: number | undefined };
  /** @returns the event that is now where the act's start was */
  lift(act: number): number;
  lifted(): number;
  lowerTo(lifted: number): void;
  /** Which acts were lifted, as a text. */
  key(): string;
}

/**
 * Starts and ends of the acts that wait to be put in order, in the order of time. An act that is put in order is lifted
 * out, and lowered back in the reverse order (Knuth's dancing links).
 */
export function openWaitingActs({ startMs, endMs, isOptional }: Times): WaitingActs {
  const acts = startMs.length;
  const head = 2 * acts;
  const { ahead, next } = linked({ startMs, endMs });
  const trail: number[] = [];
  const done = new Uint16Array((acts >> 4) + 1);
  let owed = isOptional.filter((each) => !each).length;
  const unlink = (event: number): void => {
    next[ahead[event] as number] = next[event] as number;
    ahead[next[event] as number] = ahead[event] as number;
  };
  const link = (event: number): void => {
    next[ahead[event] as number] = event;
    ahead[next[event] as number] = event;
  };
  const flip = (act: number): void => {
    done[act >> 4] = (done[act >> 4] as number) ^ (1 << (act & 15));
  };

  return {
    first: () => next[head] as number,
    behind: (event) => next[event] as number,
    isStart: (event) => event < acts,
    owed: () => owed,
    firstEnd() {
      let event = next[head] as number;
      while (event < acts) event = next[event] as number;
      const act = event - acts;
      return { deadlineMs: endMs[act] ?? Number.POSITIVE_INFINITY, optional: isOptional[act] ? act : undefined };
    },
    lift(act) {
      trail.push(act);
      flip(act);
      if (!isOptional[act]) owed -= 1;
      if (endMs[act] !== Number.POSITIVE_INFINITY) unlink(acts + act);
      unlink(act);
      return next[act] as number;
    },
    lifted: () => trail.length,
    lowerTo(lifted) {
      while (trail.length > lifted) {
        const act = trail.pop() as number;
        link(act);
        if (endMs[act] !== Number.POSITIVE_INFINITY) link(acts + act);
        if (!isOptional[act]) owed += 1;
        flip(act);
      }
    },
    /** Full words in front are only counted, empty ones behind left out. */
    key() {
      let from = 0;
      while (from < done.length && done[from] === 0xffff) from += 1;
      let to = done.length;
      while (to > from && done[to - 1] === 0) to -= 1;
      let text = `${from}.`;
      for (let word = from; word < to; word += 1) text += String.fromCharCode(done[word] as number);
      return text;
    },
  };
}

/** A ring of all events, closed by one that is none. */
function linked({ startMs, endMs }: Pick<Times, 'startMs' | 'endMs'>) {
  const acts = startMs.length;
  const head = 2 * acts;
  const order: number[] = [];
  for (let act = 0; act < acts; act += 1) {
    order.push(act);
    if (endMs[act] !== Number.POSITIVE_INFINITY) order.push(acts + act);
  }
  const timeOf = (event: number): number =>
    event < acts ? (startMs[event] as number) : (endMs[event - acts] as number);
  // At one time starts come first: "before" means strictly before.
  order.sort((a, b) => timeOf(a) - timeOf(b) || (a < acts ? 0 : 1) - (b < acts ? 0 : 1) || a - b);
  const ahead = new Int32Array(head + 1);
  const next = new Int32Array(head + 1);
  let last = head;
  for (const event of order) {
    next[last] = event;
    ahead[event] = last;
    last = event;
  }
  next[last] = head;
  ahead[head] = last;
  return { ahead, next };
}
