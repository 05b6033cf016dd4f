/**
 * Operations are called by the W3C trace id that their requests bore, 32 hex digits. A platform may have names of its
 * own that look alike: to look those up as well does no harm.
 */
export function isTraceId(id: string): boolean {
  return /^(?!0{32})[0-9a-f]{32}$/.test(id);
}
