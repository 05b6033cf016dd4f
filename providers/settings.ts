import type { Conduct } from '../core/provider.ts';
import { healthyConduct, readConduct } from './read-conduct.ts';

/** What one provider is told from outside, all by environment variables. */
export interface Settings {
  /** Default: loopback, so that nobody else's machine can call it. A container is a machine of its own. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly controlPort: number;
  /** Where its journal lies; one that is there is gone on with. */
  readonly journalPath: string;
  /** ms since 1970 of the run's clock zero; undefined: the provider's own start. */
  readonly originMs: number | undefined;
  readonly seed: number;
  readonly conduct: Conduct;
  /** What callers have to show; undefined: nothing. */
  readonly token: string | undefined;
}

/** A text names every problem at once. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings | string {
  const problems: string[] = [];
  const whole = (name: string, most: number): number | undefined => {
    const text = environment[name];
    if (text === undefined || text === '') return undefined;
    const value = Number(text);
    if (Number.isInteger(value) && value >= 0 && value <= most) return value;
    problems.push(`${name} must be a whole number from 0 to ${most}, and is "${text}"`);
    return undefined;
  };
  const journalPath = environment.JOURNAL ?? '';
  if (journalPath === '') problems.push('JOURNAL is missing: the file that every request is written to');
  const conduct = conductOf(environment.BEHAVIOUR);
  if (typeof conduct === 'string') problems.push(`BEHAVIOUR: ${conduct}`);
  const settings: Settings = {
    host: environment.HOST || '127.0.0.1',
    port: whole('PORT', 65_535) ?? 0,
    controlPort: whole('CONTROL_PORT', 65_535) ?? 0,
    journalPath,
    originMs: whole('ORIGIN_MS', Number.MAX_SAFE_INTEGER),
    seed: whole('SEED', 0xffff_ffff) ?? 1,
    conduct: typeof conduct === 'string' ? healthyConduct : conduct,
    token: environment.PROVIDER_TOKEN || undefined,
  };
  return problems.length === 0 ? settings : problems.join('\n');
}

function conductOf(text: string | undefined): Conduct | string {
  if (text === undefined || text === '') return healthyConduct;
  try {
    return readConduct(JSON.parse(text));
  } catch {
    return 'is no JSON';
  }
}
