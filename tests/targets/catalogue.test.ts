import * as assert from 'uvu/assert';
import { zoneTable } from '../../drivers/node/zone-table.ts';
import { catalogueFaults } from '../../targets/catalogue-faults.ts';
import { openClocks } from '../../targets/open-clocks.ts';
import { worldOf } from '../../targets/world-of.ts';
import { suite } from '../door.ts';

const test = suite('targets: catalogue and clocks');
const zones = zoneTable(['Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata'], 2026, 2028);
const clocks = openClocks(zones);

test('the clock on the wall and UTC, on both days of the change', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['Europe/Berlin', '2027-03-01 09:30', '2027-03-01T08:30:00Z'],
    ['Europe/Berlin', '2027-07-01T09:30:00', '2027-07-01T07:30:00Z'],
    ['Europe/Berlin', '2027-03-28 01:59', '2027-03-28T00:59:00Z'],
    ['Europe/Berlin', '2027-03-28 02:30', undefined],
    ['Europe/Berlin', '2027-03-28 03:00', '2027-03-28T01:00:00Z'],
    ['Europe/Berlin', '2027-10-31 02:30', '2027-10-31T00:30:00Z'],
    ['Australia/Lord_Howe', '2027-07-01 09:30', '2027-06-30T23:00:00Z'],
    ['Asia/Kolkata', '2027-07-01 00:00', '2027-06-30T18:30:00Z'],
    ['UTC', '2027-07-01 00:00', '2027-07-01T00:00:00Z'],
    ['Europe/Berlin', '2027-02-30 09:30', undefined],
    ['Europe/Berlin', 'soon', undefined],
    ['Mars/Olympus', '2027-07-01 00:00', undefined],
  ];
  for (const [zone, local, utc] of cases) assert.is(clocks.toUtc(zone, local), utc, `${zone} ${local}`);
  assert.is(clocks.toLocal('Europe/Berlin', '2027-10-31T01:30:00Z'), '2027-10-31 02:30');
  assert.is(clocks.toLocal('Mars/Olympus', '2027-10-31T01:30:00Z'), undefined);
});

test('every hour of three years is shown as Intl shows it', () => {
  for (const { name } of zones) {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'short' });
    for (let atMs = Date.UTC(2026, 0, 1); atMs < Date.UTC(2028, 11, 31); atMs += 3_600_000) {
      const utc = `${new Date(atMs).toISOString().slice(0, 19)}Z`;
      const local = clocks.toLocal(name, utc);
      if (local !== format.format(atMs)) assert.is(local, format.format(atMs), `${name} ${utc}`);
    }
  }
});

test('a catalogue tells the laws of services, seats and resources, and of no hours', () => {
  const common = { tenant: 't', branch: 'b', timeZone: 'Europe/Berlin' };
  const offerings = [
    { ...common, service: 'cut', durationMinutes: 30, resources: ['mia', 'tom'] },
    { ...common, service: 'yoga', durationMinutes: 60, seats: 8, resources: ['mia'] },
  ];
  const { tenants } = worldOf({ offerings }, { seed: 1, anchorDay: '2027-03-01', zones });
  assert.is(tenants.length, 1);
  const [{ services, branches } = { services: [], branches: [] }] = tenants;
  assert.equal(
    services.map(({ id, capacity }) => [id, capacity]),
    [
      ['cut', 1],
      ['yoga', 8],
    ],
  );
  assert.equal(
    branches.map(({ staff }) => staff.map(({ id, services: own, workingHours }) => [id, own, workingHours])),
    [
      [
        ['tom', ['cut'], []],
        ['mia', ['cut', 'yoga'], []],
      ],
    ],
  );
});

const cut = {
  tenant: 't',
  branch: '',
  service: 'cut',
  timeZone: 'Europe/Berlin',
  durationMinutes: 30,
  resources: ['mia'],
};
const day = { weekday: 1, from: '09:00', to: '18:00' };

test('a branch is open when any of its offerings is, and nobody knows when, where one does not say', () => {
  const evening = { weekday: 1, from: '17:30', to: '21:00' };
  const hoursOf = (...hours: readonly (readonly (typeof day)[] | undefined)[]) =>
    worldOf(
      { offerings: hours.map((own, index) => ({ ...cut, service: `s${index}`, ...(own ? { hours: own } : {}) })) },
      { seed: 1, anchorDay: '2027-03-01', zones },
    ).tenants[0]?.branches[0]?.openingHours;
  assert.equal(hoursOf([day], [evening]), [day, evening]);
  assert.equal(hoursOf([day], undefined, [evening]), []);
  assert.equal(hoursOf(undefined, [evening]), []);
});

test('a catalogue that cannot be right is told what is wrong, before a platform is accused of it', () => {
  const faultsOf = (...offerings: readonly object[]) => catalogueFaults({ offerings } as never).join('\n');
  assert.is(faultsOf({ ...cut, hours: [day] }, { ...cut, branch: 'b', timeZone: 'Europe/London' }), '');
  assert.match(faultsOf(), 'names no offerings');
  assert.match(faultsOf({ ...cut, hours: [{ ...day, weekday: 0 }] }), '1 (Monday) to 7 (Sunday)');
  assert.match(faultsOf({ ...cut, hours: [{ day: 1, from: '09:00', to: '18:00' }] }), 'offering 1 (cut)');
  assert.match(faultsOf({ ...cut, hours: [{ ...day, from: '9:00' }] }), "from: '09:00'");
  assert.match(faultsOf({ ...cut, hours: [day], resources: undefined }), 'hours need resources');
  assert.match(faultsOf({ ...cut, tenant: 7 }), 'are texts');
  assert.match(faultsOf({ ...cut, durationMinutes: '30 min' }), 'durationMinutes');
  assert.match(faultsOf({ ...cut, seats: 0 }), 'seats');
  assert.match(
    faultsOf(cut, { ...cut, service: 'x', timeZone: 'Europe/London' }),
    'in Europe/Berlin and in Europe/London',
  );
  assert.match(faultsOf(cut, { ...cut, durationMinutes: 45 }), 'two lengths');
});
