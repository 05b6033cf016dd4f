import type { Recording } from '../on-ledger.ts';
import type { JudgedProviders } from './judged-providers.ts';
import type { ProviderItemLife } from './provider-items.ts';

/** Items of one provider by the reference that they bear; -1: those that bear none. */
export function itemsOf(
  { names }: JudgedProviders,
  provider: ProviderItemLife['provider'],
  { ledger }: Recording,
): ReadonlyMap<number, readonly ProviderItemLife[]> {
  const byReference = new Map<number, ProviderItemLife[]>();
  for (const item of names.has(provider) ? ledger.providers.items() : []) {
    if (item.provider !== provider) continue;
    const known = byReference.get(item.reference);
    if (known === undefined) byReference.set(item.reference, [item]);
    else known.push(item);
  }
  return byReference;
}
