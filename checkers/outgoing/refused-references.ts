import type { Recording } from '../on-ledger.ts';
import type { JudgedProviders } from './judged-providers.ts';

/** 'calendar 17': a provider that was well refused what was sent for this reference, so that no repetition helps. */
export function refusedReferences({ names }: JudgedProviders, { ledger }: Recording): ReadonlySet<string> {
  const { requests } = ledger.providers;
  const refused = new Set<string>();
  for (let row = 0; row < requests.count(); row += 1) {
    if (!badRequests.has(requests.status(row)) || requests.isFailed(row)) continue;
    const { reference, provider } = requests.at(row);
    if (reference !== -1 && names.has(provider)) refused.add(`${provider} ${reference}`);
  }
  return refused;
}

const badRequests: ReadonlySet<number> = new Set([400, 401, 403, 413]);
