import type { GeneratorResult } from '../core/verdict.ts';
import { counted } from './figures.ts';

/** What k6's silent re-sends mean for whoever reads the rest; undefined where none is suspected. */
export function resendWords({ resendsSuspected = 0 }: GeneratorResult): string | undefined {
  if (resendsSuspected === 0) return undefined;
  const were = `${counted(resendsSuspected, 'request')} ${resendsSuspected === 1 ? 'was' : 'were'} perhaps sent twice`;
  return `${were}: k6 repeats a request in silence when a connection that it used before dies without a reply.`;
}
