import type { Progress } from '../core/progress.ts';
import type { Tool } from './tool.ts';

export interface FindToolOptions {
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
  /** Default: this process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What was built or downloaded before. Default: `.cache/tools` of the project. */
  readonly cacheFolder?: string;
  /** Where releases are downloaded from. Default: GitHub. */
  readonly releasesUrl?: string;
  /** Default: this machine's, such as `linux-x64`. */
  readonly platform?: string;
  /** For tests: a tool that is not in the table. */
  readonly tool?: Tool;
}

/** The options with their defaults filled in. */
export type ToolSettings = Required<Omit<FindToolOptions, 'signal'>> & { readonly signal: AbortSignal | undefined };
