import { Agent, fetch as undiciFetch } from 'undici';
import type { Reach } from '../../core/reach.ts';
import { pinnedLookup } from './pinned-lookup.ts';
import { trust } from './trust.ts';

const made = new WeakMap<Reach, typeof fetch>();

/** `fetch` that goes only where the run may go, and only to who can show a certificate that is trusted. */
export function fetchBy(reach: Reach | undefined): typeof fetch {
  if (reach === undefined) return fetch;
  const known = made.get(reach);
  if (known !== undefined) return known;
  // Said aloud, since an environment variable of Node's would else turn it off.
  const connect = { lookup: pinnedLookup(reach), secureContext: trust(reach), rejectUnauthorized: true };
  const dispatcher = new Agent({ connect });
  const reaching = ((url: string, options: object) => undiciFetch(url, { ...options, dispatcher })) as typeof fetch;
  made.set(reach, reaching);
  return reaching;
}
