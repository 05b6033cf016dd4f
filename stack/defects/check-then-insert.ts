import { defect } from '../defect.ts';
import { lookingFirst } from '../planting/looking-first.ts';
import { dropNoDoubleBooking, dropOneSeatEach, preparedWith } from '../planting/prepared-with.ts';
import { unlocked } from '../planting/unlocked.ts';

/** Looks whether the slot is free and then inserts: no lock, no constraint. */
export default [
  preparedWith(dropNoDoubleBooking, dropOneSeatEach),
  lookingFirst(),
  defect('schedules', (healthy) => ({
    ...healthy,
    lock: (client, tenant, place) => unlocked(healthy, client, tenant, place),
    lockAll: async () => undefined,
  })),
];
