/** What a generator wrote in about a second. */
export interface LoadSecond {
  /** When it was looked at, ms, monotonic. */
  readonly atMs: number;
  readonly requests: number;
  readonly failed: number;
}

export interface LoadLimits {
  /** Of a target that is not ours: so large a part of its requests may fail, 0 to 1; undefined: all may. */
  readonly failedShareMax?: number;
  readonly requestsPerSecondMax?: number;
}

const windowMs = 10_000;
const quarters = [0, 1, 2, 3];
const quarterMs = windowMs / quarters.length;
/** Fewer are chance. */
const failedMin = 10;
const capWindowMs = 5_000;
/** A plan keeps to a cap on average; what is above it by more than this for five seconds is not chance. */
const capMargin = 1.25;

/**
 * Says why a load has to end, in plain words, once it breaks a limit. Failures count when they are too many in every
 * quarter of ten seconds that brought anything: a stall, or a few seconds of refused connections, ends nothing.
 */
export function openLoadLimits({ failedShareMax, requestsPerSecondMax }: LoadLimits) {
  let seconds: LoadSecond[] = [];
  let sinceMs: number | undefined;

  const tooMany = (nowMs: number, most: number): string | undefined => {
    const { requests } = tally(seconds.filter(({ atMs }) => atMs > nowMs - capWindowMs));
    const perSecond = requests / (capWindowMs / 1000);
    if (perSecond <= most * capMargin) return undefined;
    const asked = `the target was asked ${Math.round(perSecond)} times a second`;
    return `${asked}, where ${most} are allowed; take fewer --users`;
  };
  const tooBad = (nowMs: number, share: number): string | undefined => {
    const parts = quarters
      .map((quarter) => nowMs - quarter * quarterMs)
      .map((toMs) => tally(seconds.filter(({ atMs }) => atMs > toMs - quarterMs && atMs <= toMs)))
      .filter(({ requests }) => requests > 0);
    const { requests, failed } = tally(seconds);
    if (parts.length < quarters.length - 1 || failed < failedMin) return undefined;
    if (!parts.every((part) => part.failed > share * part.requests)) return undefined;
    const percent = `${Math.round((100 * failed) / requests)} % of the requests failed for ${windowMs / 1000} seconds`;
    return `${percent}, and a target that is not ours is spared from ${100 * share} % on`;
  };

  return (second: LoadSecond): string | undefined => {
    const nowMs = second.atMs;
    sinceMs ??= nowMs;
    seconds = [...seconds, second].filter(({ atMs }) => atMs > nowMs - windowMs);
    const watchedMs = nowMs - sinceMs;
    const over =
      requestsPerSecondMax === undefined || watchedMs < capWindowMs ? undefined : tooMany(nowMs, requestsPerSecondMax);
    if (over !== undefined) return over;
    return failedShareMax === undefined || watchedMs < windowMs ? undefined : tooBad(nowMs, failedShareMax);
  };
}

function tally(seconds: readonly Omit<LoadSecond, 'atMs'>[]): { readonly requests: number; readonly failed: number } {
  let [requests, failed] = [0, 0];
  for (const second of seconds) [requests, failed] = [requests + second.requests, failed + second.failed];
  return { requests, failed };
}
