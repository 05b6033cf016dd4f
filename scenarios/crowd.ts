import type { Load } from '../drivers/k6/load.ts';
import { staffDay } from './journeys/staff-day.ts';
import { voiceCall } from './journeys/voice-call.ts';
import { webBooking } from './journeys/web-booking.ts';

/** The users of every scenario that plays ordinary demand; k6 finds each journey by its export. */
export function crowd(load: Load) {
  return {
    options: load.options,
    voiceCall: load.play('voice-call', 'booking', voiceCall),
    webBooking: load.play('web-booking', 'booking', webBooking),
    staffDay: load.play('staff-day', 'other', staffDay),
  };
}
