import { bookingDay } from '../scenarios/booking-day.plan.ts';
import { bookingRace } from '../scenarios/booking-race.plan.ts';
import { providerStorm } from '../scenarios/provider-storm.plan.ts';
import { spike } from '../scenarios/spike.plan.ts';
import { webhookStorm } from '../scenarios/webhook-storm.plan.ts';
import type { CampaignStep } from './campaign.ts';

/** What a platform has to bear where there is time: a long day, the Monday-morning spike, races, and long storms. */
export function longLoad(dayMs: number): readonly CampaignStep[] {
  return [
    { scenario: bookingDay, durationMs: dayMs },
    { scenario: spike },
    { scenario: bookingRace },
    { scenario: webhookStorm, durationMs: 3 * 60_000 },
    { scenario: providerStorm },
  ];
}
