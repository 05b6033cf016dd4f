import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { type Database, startDatabase } from './database.ts';
import { type Answer, type Api, startApi } from './platform.ts';
import { holiday, loadWorld, monday } from './world.ts';

const test = suite('stack: what is offered');
let database: Database;
let api: Api;

test.before(async () => {
  database = await startDatabase();
  await loadWorld(database.url);
  api = await startApi(database.url);
});

test.after(async () => {
  await api?.stop();
  await database?.remove();
});

interface Found {
  readonly staffId: string;
  readonly start: string;
  readonly end: string;
  readonly seatsLeft: number;
}

async function find(query: Record<string, string>): Promise<readonly Found[]> {
  const branch = { branchId: 'acme-main', serviceId: 'cut', limit: '500' };
  const answer = await api.call('acme', 'GET', `/v1/slots?${new URLSearchParams({ ...branch, ...query })}`);
  assert.is(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.slots as Found[];
}

async function startsOf(query: Record<string, string>): Promise<string> {
  return (await find(query)).map(({ start }) => start.slice(11, 16)).join(' ');
}

function book(staffId: string, start: string, more: object = {}): Promise<Answer> {
  const wish = { branchId: 'acme-main', serviceId: 'cut', staffId, customerId: 'anna', start };
  return api.call('acme', 'POST', '/v1/appointments', { ...wish, ...more });
}

function kindOf(answer: Answer): string {
  return `${answer.status} ${String(answer.body.type).replace('urn:booking:problem:', '')}`;
}

const night = { branchId: 'acme-night', staffId: 'night-a' };

test('slots lie on quarters of an hour within working hours, around breaks', async () => {
  const starts = await startsOf({ staffId: 'chair-00', from: `${monday}T00:00:00Z`, to: '2027-03-02T00:00:00Z' });
  const morning = '07:00 07:15 07:30 07:45 08:00 08:15 08:30 08:45 09:00 09:15 09:30 09:45 10:00 10:15 10:30';
  const afternoon = '12:00 12:15 12:30 12:45 13:00 13:15 13:30 13:45 14:00 14:15 14:30 14:45 15:00 15:15 15:30';
  assert.is(starts, `${morning} ${afternoon}`);
});

test('what is booked, held or missed is not offered; what was cancelled is', async () => {
  const starts = await startsOf({ staffId: 'chair-59', from: `${monday}T07:30:00Z`, to: `${monday}T12:15:00Z` });
  // Booked 08:00-08:30; cancelled 08:15-08:45; a class 10:00-11:00.
  assert.is(starts, '07:30 08:30 08:45 09:00 09:15 09:30 12:00');
});

test('a group that has begun to fill is offered with the seats that are left', async () => {
  const slots = await find({
    serviceId: 'class',
    staffId: 'chair-59',
    from: `${monday}T09:00:00Z`,
    to: `${monday}T11:00:00Z`,
  });
  const seats = slots.map(({ start, seatsLeft }) => `${start.slice(11, 16)} ${seatsLeft}`);
  assert.equal(seats, ['09:00 5', '10:00 3']);
});

test('every slot that is found can be booked, and then is not found any more', async () => {
  const where = { staffId: 'chair-01', serviceId: 'colour', from: `${monday}T00:00:00Z`, to: '2027-03-02T00:00:00Z' };
  for (let rounds = 0; ; rounds += 1) {
    const slot = (await find(where)).at(-1);
    if (slot === undefined) {
      assert.is(rounds, 6);
      break;
    }
    const booked = await book('chair-01', slot.start, { serviceId: 'colour', end: slot.end });
    assert.is(booked.status, 201, JSON.stringify(booked.body));
  }
});

test('a limit cuts at whole starts and says where to go on', async () => {
  const query = `branchId=acme-main&serviceId=cut&from=${monday}T00:00:00Z&to=2027-03-20T00:00:00Z&limit=30`;
  const first = (await api.call('acme', 'GET', `/v1/slots?${query}`)).body;
  assert.equal(new Set((first.slots as Found[]).map(({ start }) => start)).size, 1);
  assert.is(first.nextFrom, `${monday}T07:15:00Z`);
});

test('a holiday and a weekend have no slots and take no bookings', async () => {
  assert.equal(await find({ from: `${holiday}T00:00:00Z`, to: `${holiday}T22:00:00Z` }), []);
  assert.equal(await find({ from: '2027-03-06T00:00:00Z', to: '2027-03-07T22:00:00Z' }), []);
  assert.is(kindOf(await book('chair-02', `${holiday}T09:00:00Z`)), '422 invalid');
  assert.is(kindOf(await book('chair-02', '2027-03-06T09:00:00Z')), '422 invalid');
});

test('outside of the hours, over a break, in the past and off the grid: refused', async () => {
  for (const start of ['06:30', '10:45', '11:30', '15:45', '22:00']) {
    assert.is(kindOf(await book('chair-03', `${monday}T${start}:00Z`)), '422 invalid', start);
  }
  assert.is(kindOf(await book('chair-03', `${monday}T09:02:00Z`)), '422 invalid');
  assert.is(kindOf(await book('chair-03', '2024-03-04T09:00:00Z')), '422 invalid');
  assert.is(kindOf(await book('chair-03', `${monday}T09:00:00Z`, { end: `${monday}T09:45:00Z` })), '422 invalid');
  assert.is((await book('chair-03', `${monday}T10:00:00+01:00`)).body.start, `${monday}T09:00:00Z`);
});

test('the night in spring is an hour short: nothing starts at a time that the clock skips', async () => {
  // Midnight in Berlin is 23:00Z before the change and 22:00Z behind it.
  const starts = await startsOf({ ...night, from: '2027-03-27T23:00:00Z', to: '2027-03-28T22:00:00Z' });
  assert.is(starts.split(' ').length, 23 * 4);
  const hours = await startsOf({ ...night, from: '2027-03-28T00:00:00Z', to: '2027-03-28T02:00:00Z' });
  assert.is(hours, '00:00 00:15 00:30 00:45 01:00 01:15 01:30 01:45');
});

test('the night in autumn is an hour longer: half past two comes twice, and both can be booked', async () => {
  const starts = await startsOf({ ...night, from: '2027-10-30T22:00:00Z', to: '2027-10-31T23:00:00Z' });
  assert.is(starts.split(' ').length, 25 * 4);
  for (const start of ['2027-10-31T00:30:00Z', '2027-10-31T01:30:00Z']) {
    assert.is((await book('night-b', start, { branchId: 'acme-night' })).status, 201);
  }
  assert.is(kindOf(await book('night-b', '2027-10-31T02:30:00+02:00', { branchId: 'acme-night' })), '409 taken');
});

test('from one to four at night is two hours in spring and four in autumn', async () => {
  const early = { branchId: 'acme-night', staffId: 'early' };
  const spring = await startsOf({ ...early, from: '2027-03-27T23:00:00Z', to: '2027-03-28T22:00:00Z' });
  assert.is(spring, '00:00 00:15 00:30 00:45 01:00 01:15 01:30');
  const autumn = await find({ ...early, from: '2027-10-30T22:00:00Z', to: '2027-10-31T23:00:00Z' });
  assert.equal([autumn[0]?.start, autumn.at(-1)?.end], ['2027-10-30T23:00:00Z', '2027-10-31T03:00:00Z']);
  assert.is(autumn.length, 15);
});

test('office hours follow the wall clock over both changes', async () => {
  const first = async (day: string) =>
    (await find({ staffId: 'chair-04', from: `${day}T00:00:00Z`, to: `${day}T23:00:00Z` }))[0]?.start;
  const days = ['2027-03-26', '2027-03-29', '2027-10-29', '2027-11-01'];
  const expected = ['T07:00:00Z', 'T06:00:00Z', 'T06:00:00Z', 'T07:00:00Z'];
  assert.equal(
    await Promise.all(days.map(first)),
    days.map((day, index) => `${day}${expected[index]}`),
  );
});

test('an appointment may go on over midnight when the hours do', async () => {
  assert.is((await book('night-a', '2027-03-05T22:45:00Z', { branchId: 'acme-night' })).status, 201);
});

test('bad input is refused with its reason', async () => {
  const bad = [
    await book('chair-05', 'tomorrow'),
    await book('chair-05', '2027-02-30T09:00:00Z'),
    await book('chair-05', `${monday}T09:00:00Z`, { tag: 'x'.repeat(201) }),
    await book('chair-05', `${monday}T09:00:00Z`, { tag: 'nul \0' }),
    await book('chair-05', `${monday}T09:00:00Z`, { unknown: 1 }),
    await book('chair-05', `${monday}T09:00:00Z`, { customerId: 5 }),
    await api.call('acme', 'GET', '/v1/appointments?limit=1001'),
    await api.call('acme', 'GET', '/v1/appointments?cursor=nonsense'),
    await api.call('acme', 'GET', `/v1/appointments?branchId=acme-main&day=2027-02-30`),
    await api.call('acme', 'GET', '/v1/appointments?day=2027-02-01'),
    await api.call(
      'acme',
      'GET',
      `/v1/slots?branchId=acme-main&serviceId=cut&from=${monday}T00:00:00Z&to=2027-06-01T00:00:00Z`,
    ),
    await api.call('acme', 'POST', '/v1/customers', { name: 'A', phone: "1' OR 1=1" }),
  ];
  assert.equal(
    bad.map((answer) => kindOf(answer).slice(4)),
    bad.map(() => 'invalid'),
  );
  const unknown = { branchId: 'nowhere' };
  assert.is(kindOf(await book('chair-05', `${monday}T09:00:00Z`, unknown)), '404 not-found');
  assert.is(
    kindOf(await book('night-a', `${monday}T09:00:00Z`, { branchId: 'acme-night', serviceId: 'colour' })),
    '422 invalid',
  );
});

test('a company sees and touches nothing of another', async () => {
  assert.is(kindOf(await api.call('', 'GET', '/v1/appointments')), '401 forbidden');
  const forged = { authorization: 'Bearer acme.AAAA' };
  assert.is(kindOf(await api.call('', 'GET', '/v1/appointments', undefined, forged)), '401 forbidden');
  assert.is(kindOf(await api.call('other', 'GET', '/v1/appointments/seeded-1')), '404 not-found');
  assert.is(kindOf(await api.call('other', 'POST', '/v1/appointments/seeded-1/cancel')), '404 not-found');
  assert.is(kindOf(await api.call('other', 'GET', '/v1/customers/anna')), '404 not-found');
  assert.is(
    kindOf(await api.call('other', 'GET', `/v1/appointments?branchId=acme-main&day=${monday}`)),
    '404 not-found',
  );
  assert.is(kindOf(await book('chair-05', `${monday}T09:00:00Z`, { customerId: 'otto' })), '404 not-found');
  const theirs = await api.call('other', 'GET', '/v1/appointments');
  assert.equal(theirs.body, { items: [] });
  const namesake = await api.call('other', 'GET', `/v1/customers?phone=${encodeURIComponent('+49 221 100')}`);
  assert.equal(
    (namesake.body.items as { id: string }[]).map(({ id }) => id),
    ['otto'],
  );
});

test('customers: hostile names come back as they were loaded; a phone number is known once', async () => {
  const anna = await api.call('acme', 'GET', '/v1/customers/anna');
  assert.is(anna.body.name, 'O\'Brien "\\ \t 🙂 ‮ anna');
  const fresh = { name: '<script>alert(1)</script>', phone: '+49 151 1', email: 'a@example.org', language: 'en' };
  const made = await api.call('acme', 'POST', '/v1/customers', fresh);
  assert.equal({ ...made.body, id: '' }, { ...fresh, id: '' });
  assert.is(kindOf(await api.call('acme', 'POST', '/v1/customers', fresh)), '409 conflict');
});

test('pages follow each other without a gap and without a row twice', async () => {
  const starts = ['07:00', '07:30', '09:00'];
  await Promise.all(
    ['chair-06', 'chair-07', 'chair-08'].flatMap((chair) =>
      starts.map((start) => book(chair, `${monday}T${start}:00Z`)),
    ),
  );
  for (const scope of [`&branchId=acme-main&day=${monday}`, '']) {
    const whole = (await api.call('acme', 'GET', `/v1/appointments?limit=1000${scope}`)).body.items as { id: string }[];
    const paged: { id: string }[] = [];
    let cursor = '';
    do {
      const page = await api.call('acme', 'GET', `/v1/appointments?limit=3${scope}${cursor}`);
      paged.push(...(page.body.items as { id: string }[]));
      cursor = page.body.nextCursor === undefined ? '' : `&cursor=${page.body.nextCursor}`;
    } while (cursor !== '');
    assert.ok(whole.length > 6);
    assert.equal(paged, whole);
    if (scope === '')
      assert.equal(
        whole,
        whole.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      );
  }
});

test('a no-show is marked once, and stays in the calendar', async () => {
  const booked = await book('chair-09', `${monday}T09:00:00Z`);
  const path = `/v1/appointments/${booked.body.id}/no-show`;
  assert.is((await api.call('acme', 'POST', path)).body.status, 'no-show');
  assert.is(kindOf(await api.call('acme', 'POST', path)), '409 conflict');
  assert.is(kindOf(await book('chair-09', `${monday}T09:00:00Z`)), '409 taken');
});
