import { openLoad } from '../drivers/k6/load.ts';
import { staffDay as staffDayJourney } from './journeys/staff-day.ts';
import { voiceCall as voiceCallJourney } from './journeys/voice-call.ts';
import { webBooking as webBookingJourney } from './journeys/web-booking.ts';

const load = openLoad();

export const options = load.options;
export const voiceCall = load.play('voice-call', 'booking', voiceCallJourney);
export const webBooking = load.play('web-booking', 'booking', webBookingJourney);
export const staffDay = load.play('staff-day', 'other', staffDayJourney);
export const teardown = load.teardown;
