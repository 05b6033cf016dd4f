import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { withProvider } from './start-provider.ts';

const test = suite('providers: calendar');

const entry = { reference: 'b-1', staff: 's-1', start: '2027-03-01T08:00:00Z', end: '2027-03-01T08:30:00Z' };

test('an entry is made, moved and deleted, and the list shows what is there now', async () => {
  await withProvider('calendar', async ({ call, look, journal, end }) => {
    const made = await call('POST', '/entries', { ...entry, title: 'Frau Schröder' });
    assert.is(made.status, 201);
    assert.equal(made.body, { id: 'calendar-1', ...entry });
    assert.is((await call('POST', '/entries', { ...entry, reference: 'b-2' })).body.id, 'calendar-2');
    const moved = await call('PATCH', '/entries/calendar-1', { end: '2027-03-01T09:00:00Z' });
    assert.is(moved.status, 200);
    assert.is(moved.body.end, '2027-03-01T09:00:00Z');
    assert.equal((await call('GET', '/entries?reference=b-1')).body, { entries: [moved.body] });
    assert.is((await call('DELETE', '/entries/calendar-1')).status, 200);
    assert.is((await call('DELETE', '/entries/calendar-1')).status, 404);
    assert.equal(await look('/entries'), { entries: [{ id: 'calendar-2', ...entry, reference: 'b-2' }] });
    assert.is(await end('SIGTERM'), 0);
    assert.equal(
      journal().map(({ route, status, effect }) => `${route} ${status} ${effect?.action ?? '-'}`),
      [
        'POST /entries 201 create',
        'POST /entries 201 create',
        'PATCH /entries/:id 200 move',
        'GET /entries 200 -',
        'DELETE /entries/:id 200 delete',
        'DELETE /entries/:id 404 -',
      ],
    );
  });
});

test('a list comes in pages', async () => {
  await withProvider('calendar', async ({ call }) => {
    for (let n = 1; n <= 5; n += 1) await call('POST', '/entries', { ...entry, reference: `b-${n}` });
    const references: unknown[] = [];
    let after = '0';
    for (let page = 1; page <= 3; page += 1) {
      const { body } = await call('GET', `/entries?limit=2&after=${after}`);
      references.push(...(body.entries as { reference: string }[]).map(({ reference }) => reference));
      after = String(body.next);
    }
    assert.equal(references, ['b-1', 'b-2', 'b-3', 'b-4', 'b-5']);
    assert.is(after, 'undefined');
    assert.is((await call('GET', '/entries?limit=0')).status, 400);
  });
});

test('what cannot be done is refused, and changes nothing', async () => {
  await withProvider('calendar', async ({ call, look, journal }) => {
    const status = async (method: string, path: string, body?: object): Promise<number> =>
      (await call(method, path, body)).status;
    assert.is(await status('POST', '/entries', { ...entry, start: 'the day before yesterday' }), 400);
    assert.is(await status('POST', '/entries', { ...entry, start: '2027-13-01T08:00:00Z' }), 400);
    assert.is(await status('POST', '/entries', { ...entry, end: entry.start }), 400);
    assert.is(await status('POST', '/entries', { ...entry, staff: 7 }), 400);
    assert.is(await status('POST', '/entries', { ...entry, reference: 'x'.repeat(201) }), 400);
    assert.is(await status('POST', '/entries', []), 400);
    assert.is(await status('POST', '/entries', { ...entry, title: 'x'.repeat(70_000) }), 413);
    assert.is(await status('PUT', '/entries', entry), 405);
    assert.is(await status('PATCH', '/entries/calendar-9', entry), 404);
    assert.is(await status('GET', '/what/ever/this'), 404);
    assert.equal(await look('/entries'), { entries: [] });
    assert.is(journal().length, 10);
    assert.not(journal().some(({ effect }) => effect !== undefined));
  });
});
