const utcPattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

/** How every bookable time is written, so that the order of texts is the order of times. */
export const utcForm = 'UTC as YYYY-MM-DDTHH:MM:SSZ';

export function isUtc(value: unknown): boolean {
  return typeof value === 'string' && utcPattern.test(value);
}

/** What is wrong with a record as a core/booking.ts StoredBooking, in words; undefined when it is one. */
export function bookingFault(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is not an object';
  const { id, tag, tenant, resource, service, customer, start, end, status } = value as Record<string, unknown>;
  if (typeof id !== 'string') return 'id is not a text';
  if (tag !== undefined && typeof tag !== 'string') return 'tag is not a text';
  if (typeof tenant !== 'string') return 'tenant is not a text';
  if (typeof resource !== 'string') return 'resource is not a text';
  if (service !== undefined && typeof service !== 'string') return 'service is not a text';
  if (customer !== undefined && typeof customer !== 'string') return 'customer is not a text';
  if (!isUtc(start)) return `start is not ${utcForm}`;
  if (!isUtc(end)) return `end is not ${utcForm}`;
  if (status !== 'held' && status !== 'booked' && status !== 'cancelled' && status !== 'no-show') {
    return 'status is none of held, booked, cancelled, no-show';
  }
  return undefined;
}
