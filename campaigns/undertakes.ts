import type { Campaign } from './campaign.ts';

/** Whether a campaign is to decide a criterion: what is needed for it may cost the platform something. */
export function undertakes({ isSignOff, scope }: Campaign, criterion: string): boolean {
  return isSignOff || scope.includes(criterion);
}
