import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import type { Reach } from '../../core/reach.ts';

const contexts = new WeakMap<Reach, SecureContext>();

/**
 * Whom TLS trusts: the authorities that Node brings, those of the machine (as k6 does), and the target owner's own.
 * Made once, since hundreds of certificates would else be read for every connection.
 */
export function trust(reach: Reach): SecureContext {
  const known = contexts.get(reach);
  if (known !== undefined) return known;
  const authorities = [...getCACertificates('default'), ...getCACertificates('system')];
  if (reach.certificates !== undefined) authorities.push(reach.certificates);
  const context = createSecureContext({ ca: [...new Set(authorities)] });
  contexts.set(reach, context);
  return context;
}
