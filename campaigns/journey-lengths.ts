import { readFile } from 'node:fs/promises';
import type { StaffDayRow } from '../scenarios/journeys/staff-day.ts';
import type { VoiceCallRow } from '../scenarios/journeys/voice-call.ts';
import type { WebBookingRow } from '../scenarios/journeys/web-booking.ts';
import type { JourneyName } from '../scenarios/scenario.ts';

/** demand.json of the fixtures: what each arrival of each journey wants. */
export interface Demand {
  readonly journeys: {
    readonly 'voice-call': readonly VoiceCallRow[];
    readonly 'web-booking': readonly WebBookingRow[];
    readonly 'staff-day': readonly StaffDayRow[];
  };
}

export async function readDemand(file: string): Promise<Demand> {
  return JSON.parse(await readFile(file, 'utf8')) as Demand;
}

/** Mean ms that a journey takes on a platform that answers at once: its users' own pauses. */
export function journeyLengths({ journeys }: Demand): Record<JourneyName, number> {
  return {
    'voice-call': mean(journeys['voice-call'].map(({ turns }) => sum(turns))),
    'web-booking': mean(journeys['web-booking'].map(webMs)),
    'staff-day': mean(journeys['staff-day'].map(({ pauses }) => sum(pauses))),
  };
}

/** Who neither moves nor cancels the booking does not come back. */
function webMs({ pauses, after }: WebBookingRow): number {
  return sum(after === 'none' ? pauses.slice(0, -1) : pauses);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
