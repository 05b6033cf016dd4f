import type { Treatment } from './draw-treatment.ts';

/** As much as a caller may have to swallow. */
export const hugeBytes = 1 << 20;

/** A body that comes with 200, says that it is JSON, and answers nothing. */
export function garbage(kind: Treatment['garbage']): string {
  if (kind === 'no-json') return '<html><body>Wartungsarbeiten</body></html>';
  if (kind === 'wrong-shape') return JSON.stringify([{ result: { ok: 'perhaps', id: null } }]);
  return JSON.stringify('x'.repeat(hugeBytes - 2));
}
