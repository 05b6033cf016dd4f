import type { Finding } from '../../core/finding.ts';
import type { ProviderName } from '../../core/provider.ts';
import { notApplicable } from '../conclude.ts';
import type { Recording } from '../on-ledger.ts';

/** Which providers' journals there are to judge a platform by. */
export interface JudgedProviders {
  readonly names: ReadonlySet<ProviderName>;
  /** Why not all that it calls can be judged; undefined where they can. */
  readonly lacks: string | undefined;
  /** The recording, with what misses in the journals counted as missing too. */
  readonly recording: Recording;
}

const known: readonly ProviderName[] = ['calendar', 'messaging'];

/**
 * What a platform declares that it calls (`offers.calls`), and where it declares nothing at all, what was called. Not
 * demanded of who calls nobody, and unknown of who calls somebody that wrote nothing down.
 */
export function judgedProviders(recording: Recording): JudgedProviders | Omit<Finding, 'by'> {
  const { offers, ledger, journals } = recording;
  const written = new Set<ProviderName>(ledger.providers.names());
  const calls = offers?.calls;
  const declared = Array.isArray(calls) ? known.filter((name) => calls.includes(name)) : [];
  const called = offers === undefined ? known.filter((name) => written.has(name)) : declared;
  if (called.length === 0) return notApplicable('calls to providers');
  const without = called.filter((name) => !(name in (journals ?? {})) && !written.has(name));
  const names = new Set(called.filter((name) => !without.includes(name)));
  const lacks = without.length === 0 ? undefined : `no journal of the provider ${without.join(', ')}`;
  if (names.size === 0) return { validity: 'unknown', examined: 0, summary: lacks ?? 'no journal' };
  const unseen = Object.values(journals ?? {}).reduce((sum, { unseenRequests }) => sum + unseenRequests, 0);
  return {
    ...{ names, lacks },
    recording: {
      ...recording,
      unseenOperations: recording.unseenOperations + unseen,
      isHistoryWhole: recording.isHistoryWhole && unseen === 0,
    },
  };
}
