import type { World } from '../../core/world.ts';
import { openMarket } from '../../fixtures/make-fixtures.ts';
import { customerRecords, worldOf } from '../../fixtures/records.ts';

export const anchorDay = '2026-11-22';

/** A world as large as a rehearsal's, with the ids of its customers. */
export function raceWorld(seed: number): { world: World; customers: Record<string, string[]> } {
  const journeys = { 'voice-call': 0, 'web-booking': 0, 'staff-day': 0 };
  const market = openMarket({ seed, anchorDay, customers: 20_000, appointments: 0, journeys });
  const customers: Record<string, string[]> = {};
  for (const record of customerRecords(market)) {
    const { id, companyId } = record as { id: string; companyId: string };
    customers[companyId] ??= [];
    customers[companyId]?.push(id);
  }
  return { world: worldOf(market, seed), customers };
}
