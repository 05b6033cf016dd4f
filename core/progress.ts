/** What a load looks like at this moment; every figure covers the last second or so. */
export interface LoadStatus {
  readonly phase: string;
  /** Open journeys. */
  readonly users: number;
  readonly ratePerSecond: number;
  /** null while nothing was answered. */
  readonly p95Ms: number | null;
  /** Failed requests since the load started. */
  readonly errors: number;
  readonly leftMs: number;
}

/** How a long piece of work tells a person where it stands. Whoever works is handed one; nobody prints by himself. */
export interface Progress {
  /** A new part of the work begins; the one before it is over. */
  step(name: string): void;
  /** The live figures of a load; called as often as there are any, shown as often as is useful. */
  load(status: LoadStatus): void;
  /** One line that stays. */
  note(text: string): void;
  done(): void;
}

/** For tests and for callers that nobody watches. */
export const silentProgress: Progress = { step() {}, load() {}, note() {}, done() {} };
