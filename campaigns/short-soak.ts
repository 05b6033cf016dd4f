import { steadyHour } from '../scenarios/steady-hour.plan.ts';
import type { Campaign } from './campaign.ts';
import { rehearsal } from './rehearsal.ts';

/** Minutes: what grows so fast that it shows by then. */
export const shortSoak: Campaign = {
  ...rehearsal,
  name: 'short-soak',
  summary: 'three minutes: memory that would be gone within the hour',
  scope: ['memory', 'business-metrics', 'accounting'],
  steps: [{ scenario: steadyHour }],
};
