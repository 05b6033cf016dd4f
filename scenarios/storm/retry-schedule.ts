import { compressedBy } from './deliveries.ts';

const minute = 60;
const hour = 60 * minute;

/** When a provider tries again, in seconds after the attempt before: the schedule that Standard Webhooks recommends. */
const retryAfterSeconds = [5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];

/** The same in a storm, whose days are short; ms. */
export const retrySchedule: readonly number[] = retryAfterSeconds.map((seconds) => (seconds * 1000) / compressedBy);
