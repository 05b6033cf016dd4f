import type { Lab } from '../environments/environment.ts';

/** One thing that breaks, and heals. Written once for every environment: what it cannot do there, it says. */
export interface Fault {
  /** The name of its file, with what it hits behind it: `process-killed api-1`. */
  readonly name: string;
  /** Why it is out of reach in this environment, in words; undefined when it is not. */
  lacks(lab: Lab): string | undefined;
  inject(lab: Lab, signal: AbortSignal): Promise<void>;
  isInjected(lab: Lab): boolean;
  /** Idempotent; also after an injection that failed halfway. */
  heal(lab: Lab, signal: AbortSignal): Promise<void>;
  /** Asked before anybody judges how the target recovered. */
  isHealed(lab: Lab): boolean;
  /** What it did, in words, once it is healed; undefined where nobody counted. */
  effect?(): string | undefined;
}
