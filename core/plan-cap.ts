/** So often the target may be asked, and what of a plan was left out for it. */
export interface PlanCap {
  readonly requestsPerSecondMax: number;
  /** What is left of the arrivals, 0 to 1; absent: all. */
  readonly arrivalsShare?: number;
  /** Rounds of races that are not played. */
  readonly roundsDropped?: number;
  /** What is left of a storm's calls, 0 to 1; absent: all. */
  readonly storiesShare?: number;
}
