import { openLoad } from '../drivers/k6/load.ts';
import { shapes } from './races/shapes.ts';

const load = openLoad();
export const options = load.options;
export const race = load.race(shapes);
