import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, fetch as undiciFetch } from 'undici';
import type { Reach } from '../../core/reach.ts';
import { pinnedLookup } from './pinned-lookup.ts';
import { trust } from './trust.ts';

const made = new WeakMap<Reach, typeof fetch>();
const closed = new WeakSet<Reach>();

/** `fetch` that goes only where the run may go, and only to who can show a certificate that is trusted. */
export function fetchBy(reach: Reach | undefined): typeof fetch {
  if (reach === undefined) return fetch;
  const known = made.get(reach);
  if (known !== undefined) return known;
  // Said aloud, since an environment variable of Node's would else turn it off.
  const connect = { lookup: pinnedLookup(reach), secureContext: trust(reach), rejectUnauthorized: true };
  const dispatcher = new Agent({ connect });
  const turn = turns(reach.requestsPerSecondMax);
  const reaching = (async (url: string, options: RequestInit) => {
    await turn(options.signal);
    if (closed.has(reach)) throw new Error('the target does not want to be asked any more');
    return undiciFetch(url, { ...(options as object), dispatcher });
  }) as typeof fetch;
  made.set(reach, reaching);
  return reaching;
}

/** From now on nothing is asked there, by whomever. */
export function closeReach(reach: Reach): void {
  closed.add(reach);
}

/** Waits until the next request may go out. */
function turns(perSecondMax = Number.POSITIVE_INFINITY): (signal?: AbortSignal | null) => Promise<void> {
  let freeMs = 0;
  return async (signal) => {
    const nowMs = performance.now();
    const dueMs = Math.max(nowMs, freeMs);
    freeMs = dueMs + 1_000 / perSecondMax;
    if (dueMs > nowMs) await sleep(dueMs - nowMs, undefined, signal ? { signal } : {});
  };
}
