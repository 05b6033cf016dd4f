import type { DayWindow, World } from '../../core/world.ts';
import { berlinZone } from '../../fixtures/berlin-time.ts';
import type { Diary, Place } from './town-platform.ts';

export const originMs = Date.parse('2027-03-01T09:00:00Z');
export const tenants = ['t-1', 't-2', 't-3'];

const week = (...windows: readonly string[]): DayWindow[] =>
  [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
    windows.map((window) => ({ weekday, from: window.slice(0, 5), to: window.slice(6) })),
  );

/** Companies whose nights are worked, with a break from 04:30 to 05:00. */
export const townWorld: World = {
  schemaVersion: 1,
  seed: 1,
  anchorDay: '2027-03-01',
  zones: [berlinZone(2025, 2029)],
  tenants: tenants.map((id) => ({
    ...{ id, name: id },
    branches: [
      {
        ...{ id: `${id}-b`, name: id, timeZone: 'Europe/Berlin', openingHours: week('00:00-24:00') },
        holidays: ['2027-04-10'],
        staff: ['x', 'y'].map((name) => ({
          ...{ id: `${id}-${name}`, name, workingHours: week('00:00-04:30', '05:00-08:30') },
          services: ['visit', 'group'],
        })),
      },
    ],
    services: ['visit', 'group'].map((name) => ({
      ...{ id: name, name, durationMinutes: 30, bufferMinutes: 0, capacity: name === 'group' ? 3 : 1 },
    })),
  })),
};

export const starts = {
  worked: [
    ...['2027-03-28T00:30', '2027-03-28T01:00', '2027-04-06T00:00', '2027-04-06T02:00', '2027-04-07T05:00'],
    ...['2027-10-31T00:00', '2027-10-31T01:00', '2027-10-31T00:30', '2027-10-31T01:30'],
  ],
  idle: ['2027-03-28T02:30', '2027-04-06T12:00', '2027-04-10T00:00', '2027-02-23T02:00'],
  second: ['2027-10-31T01:00', '2027-10-31T01:30'],
};

export function placeAt(resource: string, start: string): Place {
  const fromMs = Date.parse(`${start}:00Z`);
  const text = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  return { resource, start: text(fromMs), end: text(fromMs + 30 * 60_000) };
}

const resources = tenants.flatMap((tenant) => ['x', 'y'].map((name) => ({ tenant, id: `${tenant}-${name}` })));
export const diary: Diary = {
  worked: resources.flatMap(({ id }) => starts.worked.map((start) => placeAt(id, start))),
  idle: resources.flatMap(({ id }) => starts.idle.map((start) => placeAt(id, start))),
  second: new Set(starts.second.map((start) => placeAt('', start).start)),
  tenantOf: new Map(resources.map(({ id, tenant }) => [id, tenant])),
};
