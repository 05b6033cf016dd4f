import { openLoad } from '../drivers/k6/load.ts';
import { crowd } from './crowd.ts';
import { shapes } from './races/shapes.ts';

const load = openLoad();
export const { options, voiceCall, webBooking, staffDay } = crowd(load);
export const race = load.race(shapes);
