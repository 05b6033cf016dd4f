import type { Scenario } from '../scenarios/scenario.ts';

/** One load of a campaign. */
export interface CampaignStep {
  readonly scenario: Scenario;
  /** Overrides the scenario's default length of the measured phases. */
  readonly durationMs?: number;
}

/** The sequence of loads behind one verdict, and the criteria that it undertakes to decide. */
export interface Campaign {
  readonly name: string;
  /** One line for `ansturm list campaigns`. */
  readonly summary: string;
  /** Ids of the criteria in scope; a sign-off has the whole checklist. */
  readonly scope: readonly string[];
  /** Only a sign-off may say GO. */
  readonly isSignOff: boolean;
  readonly users: number;
  /** How much data the platform holds before the load. */
  readonly world: { readonly customers: number; readonly appointments: number };
  readonly steps: readonly CampaignStep[];
}
