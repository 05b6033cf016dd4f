import * as assert from 'uvu/assert';
import type { Demand } from '../../campaigns/journey-lengths.ts';
import { openPseudonyms } from '../../campaigns/open-pseudonyms.ts';
import type { StoredBooking } from '../../core/booking.ts';
import { suite } from '../door.ts';

const test = suite('pseudonyms');

const demand = {
  journeys: { 'voice-call': [{ name: 'Uwe Beispiel', phone: '+493023125000001' }], 'web-booking': [], 'staff-day': [] },
} as unknown as Demand;

function disguised(customer: string, disguise = openPseudonyms(demand)): string {
  const slot = { resource: 'r', start: '2026-12-01T10:00:00Z', end: '2026-12-01T10:30:00Z' };
  const booking: StoredBooking = { id: '1', tenant: 't', customer, ...slot, status: 'booked' };
  return disguise(booking).customer ?? '';
}

test('who may be a person is disguised, always alike within a run and never between runs', () => {
  const one = openPseudonyms(demand);
  for (const person of ['Anna Schmidt', 'Schmidt', 'anna@posteo.de', '+49 170 1234567', '0170/1234567', 'Zoë-Ana']) {
    assert.match(disguised(person, one), /^person-[0-9a-f]{12}$/, person);
    assert.is(disguised(person, one), disguised(person, one));
    assert.is.not(disguised(person, one), disguised(person));
  }
});

test('ids, and whom we made up, keep their names', () => {
  for (const known of ['customer-0000017', '4711', 'c9f0', 'ansturm-17', 'Uwe Beispiel', '+493023125000001']) {
    assert.is(disguised(known), known);
  }
});
