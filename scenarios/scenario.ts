import type { Plan } from '../core/plan.ts';

/** What a plan is made from; the same options give the same plan. */
export interface PlanOptions {
  /** Open journeys to be held at once. */
  readonly users: number;
  /** Length of the measured phases together; each scenario has a default. */
  readonly durationMs?: number;
  /** How long a journey takes on a platform that answers at once, from the fixtures' own pauses. */
  readonly journeyMs: Readonly<Record<JourneyName, number>>;
  /** Journeys a second, for a scenario that searches a rate; others take theirs from the users. */
  readonly ratePerSecond?: number;
}

export type JourneyName = 'voice-call' | 'web-booking' | 'staff-day';

/** A scenario is a k6 entry (`<name>.ts`) and the plan that it carries out (`<name>.plan.ts`, this shape). */
export interface Scenario {
  readonly name: string;
  /** One line for `ansturm list scenarios`. */
  readonly summary: string;
  plan(options: PlanOptions): Plan;
  /** For a scenario that is played again and again, at rates that depend on how the platform did. */
  readonly search?: RateSearch;
}

/** Journeys a second: where to begin, where the generator itself ends, how exactly to know, how often to ask again. */
export interface RateSearch {
  readonly startPerSecond: number;
  readonly mostPerSecond: number;
  /** 1.05: until the rate that holds and the one that does not are 5 % apart. */
  readonly precision: number;
  readonly confirmations: number;
}
