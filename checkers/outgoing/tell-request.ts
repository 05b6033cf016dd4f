import type { Bar, Scene } from '../../core/finding.ts';
import type { SeenRequest } from './provider-requests.ts';
import type { Providers } from './providers.ts';

const barsMax = 6;

/** 'calendar-17 12.001 s POST /entries → 500 (failing)' */
export function requestText({ id, arrivedMs, method, route, status, ending, behaviour }: SeenRequest): string {
  const what = route.startsWith(method) ? route : `${method} ${route}`;
  const how = behaviour === 'healthy' ? '' : ` (${behaviour})`;
  return `${id} ${(arrivedMs / 1000).toFixed(3)} s ${what} → ${ending === 'replied' ? status : ending}${how}`;
}

/** Requests that a provider saw, drawn; those that prove it are marked, and kept when not all can be shown. */
export function sceneOfRequests(
  { requests }: Providers,
  sentence: string,
  contradicting: readonly number[],
  others: readonly number[] = [],
): Scene {
  const shown = [...new Set([...contradicting, ...others])].slice(0, barsMax).map((row) => requests.at(row));
  shown.sort((a, b) => a.arrivedMs - b.arrivedMs || a.row - b.row);
  return { sentence, bars: shown.map((request) => barOf(request, contradicting.includes(request.row))) };
}

/** Also for pictures that show more than requests. */
export function barOf(request: SeenRequest, isContradiction: boolean): Bar {
  const { id, provider, arrivedMs: startMs, endedMs: endMs, status, ending, behaviour } = request;
  const type = ending !== 'replied' || behaviour === 'garbage' ? 'info' : status < 300 ? 'ok' : 'fail';
  return { id, process: provider, label: requestText(request), startMs, endMs, type, isContradiction };
}
