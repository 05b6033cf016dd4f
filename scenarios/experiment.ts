import { openLoad } from '../drivers/k6/load.ts';
import { crowd } from './crowd.ts';

export const { options, voiceCall, webBooking, staffDay } = crowd(openLoad());
