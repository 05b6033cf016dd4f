/** One connection's next request. */
export interface Turn {
  /** Makes it ready; false: there is none. */
  aim(): boolean;
  /** Writes it. */
  fire(): void;
}

/**
 * What becomes ready to be sent in one turn of the event loop is sent together, one write right behind the other: to
 * wake a receiver that fell asleep since the last write costs the writer about as much as the rest of a request.
 */
export function openVolley(): (turn: Turn) => void {
  let turns: Turn[] = [];
  const fire = (): void => {
    const loaded = turns;
    turns = [];
    const aimed = loaded.filter((turn) => turn.aim());
    for (const turn of aimed) turn.fire();
  };
  return (turn) => {
    if (turns.length === 0) setImmediate(fire);
    turns.push(turn);
  };
}
