import { databaseUrl } from './database-url.ts';

/** The services that the platform calls. */
export type ProviderName = 'calendar' | 'messaging';

/** What one process is told from outside, all by environment variables. */
export interface Settings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly databaseUrl: string;
  /** Of a copy that follows the database, and may be read; undefined: there is none. */
  readonly replicaUrl: string | undefined;
  readonly poolMax: number;
  /** Where slots are cached; undefined: nowhere. */
  readonly cacheUrl: string | undefined;
  readonly apiKeySecret: string;
  readonly holdSeconds: number;
  /** An API that is asked to stop serves whoever still comes for so long. */
  readonly drainMs: number;
  readonly defects: readonly string[];
  readonly logLevel: string;
  readonly processName: string;
  /** Base URLs of the providers that there are. */
  readonly providerUrls: Readonly<Partial<Record<ProviderName, string>>>;
  /** Shown to providers; empty: none is. */
  readonly providerToken: string;
  /** Where a relay shows its figures; undefined: nowhere. */
  readonly metricsPort: number | undefined;
  /** Where spans go, OTLP over HTTP; undefined: there are none. */
  readonly collectorUrl: string | undefined;
  /** The share of the traces that begin here of which spans are made; of all others their beginner has decided. */
  readonly sampledRatio: number;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Reads the settings; on nonsense it names every problem at once and exits with 2. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const problems: string[] = [];
  const whole = (name: string, byDefault: number, least: number, most: number): number => {
    const text = environment[name];
    if (text === undefined || text === '') return byDefault;
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    problems.push(`${name} must be a whole number from ${least} to ${most}, and is "${text}"`);
    return byDefault;
  };
  const providerUrl = (provider: ProviderName, name: string): Settings['providerUrls'] => {
    const text = environment[name];
    if (text === undefined || text === '') return {};
    if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return { [provider]: text.replace(/\/+$/, '') };
    problems.push(`${name} must be a URL, such as http://127.0.0.1:40001, and is "${text}"`);
    return {};
  };
  const cacheUrl = environment.CACHE_URL || undefined;
  if (cacheUrl !== undefined && !/^rediss?:$/.test(URL.parse(cacheUrl)?.protocol ?? '')) {
    problems.push(`CACHE_URL must be a URL, such as redis://127.0.0.1:6379, and is "${cacheUrl}"`);
  }
  const replicaUrl = environment.DATABASE_REPLICA_URL || undefined;
  if (replicaUrl !== undefined && !/^postgres(ql)?:$/.test(URL.parse(replicaUrl)?.protocol ?? '')) {
    problems.push('DATABASE_REPLICA_URL must be a URL, such as postgres://user:password@127.0.0.1:5433/booking');
  }
  const apiKeySecret = environment.API_KEY_SECRET ?? '';
  if (apiKeySecret === '') problems.push('API_KEY_SECRET is missing: API keys are derived from it');
  const logLevel = environment.LOG_LEVEL || 'info';
  if (!logLevels.includes(logLevel)) problems.push(`LOG_LEVEL must be one of ${logLevels.join(', ')}`);
  const collectorUrl = environment.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/+$/, '') || undefined;
  if (collectorUrl !== undefined && !/^https?:$/.test(URL.parse(collectorUrl)?.protocol ?? '')) {
    problems.push(`OTEL_EXPORTER_OTLP_ENDPOINT must be a URL, such as http://127.0.0.1:4318`);
  }
  const sampledRatio = Number(environment.OTEL_TRACES_SAMPLER_ARG || '1');
  if (!(sampledRatio >= 0 && sampledRatio <= 1)) problems.push('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1');
  const settings: Settings = {
    host: environment.HOST || '127.0.0.1',
    port: whole('PORT', 0, 0, 65_535),
    databaseUrl: databaseUrl(environment),
    replicaUrl,
    poolMax: whole('DATABASE_POOL_MAX', 10, 1, 1_000),
    cacheUrl,
    apiKeySecret,
    holdSeconds: whole('HOLD_SECONDS', 120, 1, 3_600),
    drainMs: whole('DRAIN_MS', 1_000, 0, 15_000),
    defects: (environment.DEFECTS ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()])),
    logLevel,
    processName: environment.PROCESS_NAME || `api-${process.pid}`,
    providerUrls: { ...providerUrl('calendar', 'CALENDAR_URL'), ...providerUrl('messaging', 'MESSAGING_URL') },
    providerToken: environment.PROVIDER_TOKEN ?? '',
    metricsPort: environment.METRICS_PORT ? whole('METRICS_PORT', 0, 1, 65_535) : undefined,
    collectorUrl,
    sampledRatio,
  };
  if (problems.length === 0) return settings;
  process.stderr.write(`${problems.join('\n')}\n`);
  return process.exit(2);
}

/** The providers that there are. */
export function providersOf({ providerUrls }: Settings): readonly ProviderName[] {
  return (['calendar', 'messaging'] as const).filter((provider) => providerUrls[provider] !== undefined);
}
