import type { Finding } from '../../core/finding.ts';
import { notApplicable } from '../conclude.ts';
import type { Recording } from '../on-ledger.ts';

/** What to say where nothing was delivered: not demanded of who has no webhooks, unknown of who has; else nothing. */
export function withoutWebhooks({ offers, ledger }: Recording): Omit<Finding, 'by'> | undefined {
  if (ledger.deliveries.count() > 0) return undefined;
  const verbs = offers?.verbs;
  if (!Array.isArray(verbs) || !verbs.includes('deliver-webhook')) return notApplicable('webhooks');
  return { validity: 'unknown', examined: 0, summary: 'no event was delivered' };
}
