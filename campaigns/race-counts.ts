import { bookingRace } from '../scenarios/booking-race.plan.ts';
import type { Campaign } from './campaign.ts';
import { rehearsal } from './rehearsal.ts';

/** Races refuse most of those who take part in them: whoever counts what was only wanted counts far too much. */
export const raceCounts: Campaign = {
  ...rehearsal,
  name: 'race-counts',
  summary: "a minute and a half: the platform's own count of its bookings, when most are refused",
  scope: ['business-metrics', 'accounting', 'double-booking'],
  steps: [{ scenario: bookingRace }],
};
