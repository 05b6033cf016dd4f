import type { ProviderItem } from '../core/provider.ts';
import { isShort, isUtc, textFault } from './item-fields.ts';
import type { Json, Service } from './service.ts';

/** Entries in the calendars of staff members. It minds no overlaps: that is the platform's business. */
export const calendarService: Service = {
  name: 'calendar',
  collection: 'entries',
  makes: 'create',
  isChangeable: true,
  read,
};

/** A title and whatever else comes with an entry is taken and forgotten: nobody reconciles it. */
function read(body: Json): ProviderItem | string {
  const fault = textFault(body, ['reference']);
  if (fault !== undefined) return fault;
  const { reference, staff, start, end } = body;
  if (!isShort(staff)) return 'staff must say whose calendar it is';
  if (!isUtc(start) || !isUtc(end)) return 'start and end must be UTC, YYYY-MM-DDTHH:MM:SSZ';
  if (end <= start) return 'end must be after start';
  return { ...(isShort(reference) ? { reference } : {}), staff, start, end };
}
