import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runEntry } from './platform.ts';

/** A small world in the fixtures' format: two companies, one of which works around the clock. */
const allDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' }));
const officeHours = [1, 2, 3, 4, 5].flatMap((weekday) => [
  { weekday, from: '08:00', to: '12:00' },
  { weekday, from: '13:00', to: '17:00' },
]);
const openingHours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '07:30', to: '18:00' }));

function branch(id: string, companyId: string, hours: object[], holidays: string[] = []) {
  const address = { city: 'Köln', street: 'Domplatz 1', postcode: '50667', phone: '+49 221 1' };
  return { id, companyId, name: 'Filiale', ...address, timeZone: 'Europe/Berlin', openingHours: hours, holidays };
}

function service(id: string, companyId: string, durationMinutes: number, bufferMinutes: number, capacity = 1) {
  return { id, companyId, name: id, durationMinutes, bufferMinutes, capacity, priceCents: 4_900 };
}

function staff(id: string, companyId: string, branchId: string, workingHours: object[], serviceIds: string[]) {
  return { id, companyId, branchId, name: 'Jürgen Groß-Weiß', workingHours, serviceIds };
}

function customer(id: string, companyId: string, phone: string) {
  const name = `O'Brien "\\ \t 🙂 ‮ ${id}`;
  return { id, companyId, name, phone, email: null, language: 'de' };
}

export const monday = '2027-03-01';
export const holiday = '2027-03-02';

/** The 60 staff members let tests work beside each other without meeting in one calendar. */
export const chairs = Array.from({ length: 60 }, (_, index) => `chair-${String(index).padStart(2, '0')}`);

export function worldFiles(customersMore = 0): Readonly<Record<string, readonly object[]>> {
  const night = ['night-a', 'night-b'].map((id) => staff(id, 'acme', 'acme-night', allDay, ['cut', 'class']));
  const early = staff('early', 'acme', 'acme-night', [{ weekday: 7, from: '01:00', to: '04:00' }], ['cut']);
  const day = chairs.map((id) => staff(id, 'acme', 'acme-main', officeHours, ['cut', 'colour', 'class']));
  return {
    companies: ['acme', 'other'].map((id) => ({ id, name: `${id} GmbH`, trade: 'hairdresser', state: 'NW' })),
    branches: [
      branch('acme-main', 'acme', openingHours, [holiday]),
      branch('acme-night', 'acme', allDay),
      branch('other-main', 'other', openingHours),
    ],
    services: [
      service('cut', 'acme', 30, 0),
      service('colour', 'acme', 60, 15),
      service('class', 'acme', 60, 0, 5),
      service('other-cut', 'other', 30, 0),
    ],
    staff: [...night, early, ...day, staff('other-chair', 'other', 'other-main', officeHours, ['other-cut'])],
    customers: [
      customer('anna', 'acme', '+49 221 100'),
      customer('otto', 'other', '+49 221 100'),
      ...Array.from({ length: customersMore }, (_, index) => customer(`more-${index}`, 'acme', `+49 30 ${index}`)),
    ],
    appointments: [
      appointment('seeded-1', 'cut', '08:00', '08:30', 'booked'),
      appointment('seeded-2', 'cut', '08:15', '08:45', 'cancelled'),
      appointment('seeded-3', 'class', '10:00', '11:00', 'booked'),
      appointment('seeded-4', 'class', '10:00', '11:00', 'no-show'),
    ],
  };
}

/** On the last chair, on the Monday; Berlin is an hour ahead of UTC then. */
function appointment(id: string, serviceId: string, start: string, end: string, status: string) {
  const places = { companyId: 'acme', branchId: 'acme-main', staffId: chairs.at(-1), serviceId, customerId: 'anna' };
  return { id, ...places, start: `${monday}T${start}:00Z`, end: `${monday}T${end}:00Z`, status };
}

/** Migrates the database and loads the world through the stack's own loader. */
export async function loadWorld(databaseUrl: string, customersMore = 0, env: NodeJS.ProcessEnv = {}): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'stack-world-'));
  try {
    for (const [name, lines] of Object.entries(worldFiles(customersMore))) {
      await writeFile(join(folder, `${name}.ndjson`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    }
    for (const [entry, args] of [
      ['migrate', []],
      ['load', [folder]],
    ] as const) {
      const { code, errors } = await runEntry(entry, { databaseUrl, args, env });
      if (code !== 0) throw new Error(`${entry} failed: ${errors}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
