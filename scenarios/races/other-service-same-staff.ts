import { bookPlaceOfRound } from './book-slot.ts';
import type { Shape } from './shape.ts';

/** One person cannot do two things at once, whatever the services are called. */
export const otherServiceSameStaff: Shape = {
  name: 'other-service-same-staff',
  title: 'users take one person at one time for different services',
  layout: 'other-service',
  sizes: [2, 4],
  role: () => 'book',
  lacks: () => undefined,
  play: bookPlaceOfRound,
};
