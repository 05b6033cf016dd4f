import { bookPlaceOfRound } from './book-slot.ts';
import type { Shape } from './shape.ts';

/** The second begins where the first ends, in the time that belongs behind it: who guards times alone accepts both. */
export const insideABuffer: Shape = {
  name: 'inside-a-buffer',
  title: "users take a time, and another one inside the first one's buffer",
  layout: 'in-buffer',
  sizes: [2, 6],
  role: () => 'book',
  lacks: () => undefined,
  play: bookPlaceOfRound,
};
