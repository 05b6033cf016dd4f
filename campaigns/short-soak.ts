import { rush } from '../scenarios/rush.plan.ts';
import type { Campaign } from './campaign.ts';
import { rehearsal } from './rehearsal.ts';

/** Minutes: what grows so fast that it shows by then, and what is counted although it was refused. */
export const shortSoak: Campaign = {
  ...rehearsal,
  name: 'short-soak',
  summary: "three minutes: memory that is gone within the hour, and the platform's own count of its bookings",
  scope: ['memory', 'business-metrics', 'accounting'],
  steps: [{ scenario: rush }],
};
