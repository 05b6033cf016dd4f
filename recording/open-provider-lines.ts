import type { ProviderLine, ProviderMark, ProviderRequest } from '../core/provider.ts';
import { isHeader } from './parse-line.ts';
import type { Problems } from './problems.ts';
import { shiftedMark, shiftedRequest } from './read-provider.ts';
import { providerHeaderFault, providerMarkFault, providerRequestFault } from './record-faults.ts';
import type { SeenIds } from './seen-ids.ts';

/**
 * Reads the lines of providers' journals that stand in a recording as `{"provider": …}`. A header holds for the lines
 * of its provider behind it; without one, times are those of the recording.
 * @returns takes one of them. `offsetMs`: what the recording's own header adds
 */
export function openProviderLines(
  path: string,
  take: (line: ProviderLine) => void,
  problems: Problems,
  seen: SeenIds,
): (line: unknown, number: number, offsetMs: number) => void {
  const offsets = new Map<string, number>();
  return (line, number, offsetMs) => {
    const fault = faultOf(line);
    if (fault !== undefined) {
      problems.add(path, 'invalid', `line ${number}: provider: ${fault}`);
      return;
    }
    const known = line as ProviderLine;
    if ('schemaVersion' in known) {
      offsets.set(known.source, known.offsetMs + offsetMs);
      take({ ...known, offsetMs: known.offsetMs + offsetMs });
      return;
    }
    const shiftMs = offsets.get(known.provider) ?? offsetMs;
    if ('mark' in known) take(shiftedMark(known as ProviderMark, shiftMs));
    else if (seen.isRepeated(known.id)) {
      problems.add(path, 'duplicate', `line ${number}: id ${known.id} was there before`);
    } else take(shiftedRequest(known as ProviderRequest, shiftMs));
  };
}

function faultOf(line: unknown): string | undefined {
  if (typeof line !== 'object' || line === null) return 'is not an object';
  if (isHeader(line)) return providerHeaderFault(line);
  const fault = 'mark' in line ? providerMarkFault(line) : providerRequestFault(line);
  if (fault !== undefined || !('endedMs' in line) || !('arrivedMs' in line)) return fault;
  return (line.endedMs as number) < (line.arrivedMs as number) ? 'ends before it arrives' : undefined;
}
