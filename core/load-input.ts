import type { Plan } from './plan.ts';
import type { Zone } from './world.ts';

/**
 * What a load generator is handed, as one JSON file: no secrets in it (those come in environment variables, see
 * `secretVariables`).
 */
export interface LoadInput {
  /** Without its rounds: they are many, and lie in a file of their own. */
  readonly plan: Plan;
  /** The plan's rounds, a JSON array, where it has them. */
  readonly roundsFile?: string;
  readonly baseUrls: readonly string[];
  /** What the names in the base URLs were resolved to; no other address is asked. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** The day that `Player.anchorDay` tells journeys. */
  readonly anchorDay: string;
  readonly seed: number;
  /** 8 hex digits, of this run alone: ids and tags begin with them. */
  readonly runId: string;
  /** Wall clock (ms since 1970) at which the source's own clock stands at 0. */
  readonly originMs: number;
  /** Absolute path of the fixtures' demand.json, and of the target's adapter. */
  readonly demandFile: string;
  readonly targetFile: string;
  /** The row of demand that the first arrival plays; the next ones follow, and behind the last comes the first. */
  readonly firstRow: number;
  /** The clocks that the target's catalogue asks for: made in Node, handed to its sessions by `openClocks`. */
  readonly zones?: readonly Zone[];
  /** Whether operations are written; off only to measure what recording costs. */
  readonly isRecorded: boolean;
}
