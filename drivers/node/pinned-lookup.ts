import { isIP, type LookupFunction } from 'node:net';
import type { Reach } from '../../core/reach.ts';

/** For whatever connects: the addresses that a name had when the run began, and no others. */
export function pinnedLookup({ addresses }: Reach): LookupFunction {
  return (host, options, callback) => {
    const found = (addresses[host] ?? []).map((address) => ({ address, family: isIP(address) }));
    const [first] = found;
    if (first === undefined) callback(new Error(`${host} was not looked up when the run began`), '');
    else if (options.all === true) callback(null, found);
    else callback(null, first.address, first.family);
  };
}
