import { bookPlaceOfRound } from './book-slot.ts';
import type { Shape } from './shape.ts';

/** Two times that start apart and overlap: whoever compares starts only accepts both. */
export const overlappingIntervals: Shape = {
  name: 'overlapping-intervals',
  title: 'users take two times that overlap',
  layout: 'overlapping',
  sizes: [2, 6],
  role: () => 'book',
  lacks: () => undefined,
  play: bookPlaceOfRound,
};
