/** Bounds that the checklist's owner left open. Each may be set in a file of the user's; reports show the reasons. */
export interface Bounds {
  readonly connectionsReturnedMs: number;
  readonly rowsReadPerRowReturned: number;
  readonly largeTableRows: number;
  readonly statementsPerRequest: number;
  readonly sequentialScansPerThousandRequests: number;
  readonly memoryDays: number;
  readonly memoryMinutesMin: number;
  readonly memoryAlarmMinutes: number;
  readonly cpuPercent: number;
  readonly headroom: number;
  readonly forecastPeakPerSecond: number;
  readonly webhookTimeoutMs: number;
  readonly restoreMinutes: number;
  readonly concurrentUsers: number;
  readonly requestsPerSecond: number;
  readonly generatorReachedPercent: number;
  readonly generatorLagMs: number;
  readonly recoverMs: number;
  readonly steadyErrorPercent: number;
  readonly steadyLatencyMs: number;
}

export interface Bound {
  readonly value: number;
  readonly unit: string;
  readonly reason: string;
}

const bound = (value: number, unit: string, reason: string): Bound => ({ value, unit, reason });

/** Every bound with its unit and the reason for its default. */
export const bounds: Readonly<Record<keyof Bounds, Bound>> = {
  connectionsReturnedMs: bound(30_000, 'ms', 'a pool that keeps connections longer after a peak leaks or is too large'),
  rowsReadPerRowReturned: bound(100, 'rows', 'more than that is a scan that grows with the table'),
  largeTableRows: bound(10_000, 'rows', 'smaller tables are rightly read as a whole'),
  statementsPerRequest: bound(20, 'statements', 'more than that is mostly one statement for each row of a list'),
  sequentialScansPerThousandRequests: bound(1, 'scans', 'a few are made by maintenance and by reports'),
  memoryDays: bound(7, 'days', 'a process is restarted about once a week by a deployment'),
  memoryMinutesMin: bound(10, 'min', 'before that, caches and the heap of a fresh process still grow'),
  memoryAlarmMinutes: bound(30, 'min', 'what fills its limit by then, as fast as ever, is no cache that warms up'),
  cpuPercent: bound(80, '%', 'the rest is needed when one machine fails'),
  headroom: bound(1.5, 'times', 'forecasts of demand are off by as much'),
  forecastPeakPerSecond: bound(150, 'requests/s', 'what the 1,000 users of a booking day ask for'),
  webhookTimeoutMs: bound(2_000, 'ms', 'providers give up, and send again, soon after'),
  restoreMinutes: bound(15, 'min', 'as long as a practice can do without its calendar'),
  concurrentUsers: bound(1_000, 'open journeys', 'the checklist says 1,000 concurrent users'),
  requestsPerSecond: bound(100, 'requests/s', 'users who do nothing are no load'),
  generatorReachedPercent: bound(99, '%', 'a pass needs the load that the plan asks for'),
  generatorLagMs: bound(50, 'ms', 'a quarter of the latency that is judged'),
  recoverMs: bound(20_000, 'ms', 'callers wait no longer, and whoever restarts by hand is not faster'),
  steadyErrorPercent: bound(1, '%', 'where more fails before anything is broken, nothing can be told from the fault'),
  steadyLatencyMs: bound(1_000, 'ms', 'where requests take longer before anything is broken, slowness tells nothing'),
};

export const defaultBounds: Bounds = Object.fromEntries(
  Object.entries(bounds).map(([name, { value }]) => [name, value]),
) as unknown as Bounds;

/**
 * The defaults with a user's own numbers over them.
 * @param overrides what the user's file holds: an object of names and positive numbers
 * @returns every problem at once; the bounds are the defaults where there is one
 */
export function withBounds(overrides: unknown): { readonly bounds: Bounds; readonly problems: readonly string[] } {
  if (typeof overrides !== 'object' || overrides === null || Array.isArray(overrides)) {
    return { bounds: defaultBounds, problems: ['bounds must be an object of names and numbers'] };
  }
  const problems: string[] = [];
  const own: Record<string, number> = {};
  for (const [name, value] of Object.entries(overrides)) {
    if (!Object.hasOwn(bounds, name)) problems.push(`there is no bound ${JSON.stringify(name)}; there are ${known}`);
    else if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
      problems.push(`${name} must be a number above 0, not ${JSON.stringify(value)}`);
    } else own[name] = value;
  }
  return { bounds: { ...defaultBounds, ...own }, problems };
}

const known = Object.keys(bounds).join(', ');
