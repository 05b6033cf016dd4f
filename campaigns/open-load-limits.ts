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
const halfMs = windowMs / 2;
/** Fewer are chance. */
const failedMin = 10;
/** A plan keeps to a cap on average; what is above it by more than this for five seconds is not chance. */
const capMargin = 1.25;

/**
 * Says why a load has to end, in plain words, once it breaks a limit. Failures count when they are too many in both
 * halves of ten seconds: a stall, or one second of refused connections, ends nothing.
 */
export function openLoadLimits({ failedShareMax, requestsPerSecondMax }: LoadLimits) {
  let seconds: LoadSecond[] = [];
  let sinceMs: number | undefined;
  return (second: LoadSecond): string | undefined => {
    sinceMs ??= second.atMs;
    seconds = [...seconds, second].filter(({ atMs }) => atMs > second.atMs - windowMs);
    const late = tally(seconds.filter(({ atMs }) => atMs > second.atMs - halfMs));
    const early = tally(seconds.filter(({ atMs }) => atMs <= second.atMs - halfMs));
    const watchedMs = second.atMs - sinceMs;
    if (requestsPerSecondMax !== undefined && watchedMs >= halfMs) {
      const perSecond = late.requests / (halfMs / 1000);
      if (perSecond > requestsPerSecondMax * capMargin) {
        const asked = `the target was asked ${Math.round(perSecond)} times a second`;
        return `${asked}, where ${requestsPerSecondMax} are allowed; take fewer --users`;
      }
    }
    if (failedShareMax === undefined || watchedMs < windowMs || early.failed + late.failed < failedMin)
      return undefined;
    const share = (early.failed + late.failed) / (early.requests + late.requests);
    if (![early, late].every(({ failed, requests }) => failed > failedShareMax * requests)) return undefined;
    const percent = `${Math.round(100 * share)} % of the requests failed for ${windowMs / 1000} seconds`;
    return `${percent}, and a target that is not ours is spared from ${100 * failedShareMax} % on`;
  };
}

function tally(seconds: readonly LoadSecond[]): { readonly requests: number; readonly failed: number } {
  let [requests, failed] = [0, 0];
  for (const second of seconds) [requests, failed] = [requests + second.requests, failed + second.failed];
  return { requests, failed };
}
