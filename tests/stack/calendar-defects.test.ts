import * as assert from 'uvu/assert';
import { kindOf, type Provocation, provokingSuite, type Stand } from './provocation.ts';

const night = { branchId: 'acme-night', serviceId: 'cut', customerId: 'anna' };

async function ask(stand: Stand, staffId: string, start: string): Promise<string> {
  return kindOf(await stand.call('POST', '/v1/appointments', { ...night, staffId, start }));
}

let asked = 0;

const calendar: readonly Provocation[] = [
  {
    defect: 'dst-fall-back',
    harm: 'the second half past two of the night in autumn is offered, and not given',
    async provoke(stand) {
      // A quarter of an hour that the healthy platform did not sell before.
      const minute = (asked++ % 2) * 30;
      const second = `2027-10-31T01:${String(minute).padStart(2, '0')}:00Z`;
      const starts = await stand.offered('night-a', second, '2027-10-31T01:59:00Z', 'acme-night');
      assert.is(starts[0], second);
      const first = second.replace('T01', 'T00');
      assert.match(await ask(stand, 'night-b', first), /^201/);
      return (await ask(stand, 'night-a', second)) === '422 invalid';
    },
  },
  {
    defect: 'dst-gap',
    harm: 'the hour that the clock skips is worked behind the end',
    async provoke(stand) {
      // From one to four in Berlin is two hours long that night: until 02:00Z.
      const starts = await stand.offered('early', '2027-03-27T20:00:00Z', '2027-03-28T12:00:00Z', 'acme-night');
      assert.is(starts[0], '2027-03-28T00:00:00Z');
      const behind = starts.filter((start) => start >= '2027-03-28T01:45:00Z');
      const week = await stand.offered('early', '2027-04-03T20:00:00Z', '2027-04-04T12:00:00Z', 'acme-night');
      assert.is(week.length, 11);
      if (behind.length === 0) return false;
      assert.match(await ask(stand, 'early', behind.at(-1) as string), /^201/);
      return true;
    },
  },
  {
    defect: 'trusts-client-slot',
    harm: 'who asks outside of the hours, or in the past, gets it',
    async provoke(stand) {
      assert.equal(await stand.offered('early', '2027-04-05T00:00:00Z', '2027-04-06T00:00:00Z', 'acme-night'), []);
      const outside = await ask(stand, 'early', '2027-04-05T12:00:00Z');
      const past = await ask(stand, 'early', '2024-03-03T01:00:00Z');
      if (outside.startsWith('422')) assert.is(past, '422 invalid');
      else assert.equal([outside.slice(0, 3), past.slice(0, 3)], ['201', '201']);
      return outside !== '422 invalid';
    },
  },
  {
    defect: 'moves-unchecked',
    harm: 'who moves a booking outside of the hours, or into the past, has it there',
    async provoke(stand) {
      // A week of its own for each platform.
      const day = new Date(Date.parse('2027-04-10T00:00:00Z') + 7 * 86_400_000 * asked++).toISOString().slice(0, 10);
      const wish = { ...night, staffId: 'early', start: `${day}T23:00:00Z` };
      const { status, body } = await stand.call('POST', '/v1/appointments', wish);
      assert.is(status, 201);
      const move = (start: string) =>
        stand.call('POST', `/v1/appointments/${body.id}/reschedule`, { staffId: 'early', start });
      const answers = [await move(`${day}T12:00:00Z`), await move('2024-03-03T01:00:00Z')].map(kindOf);
      if (answers[0]?.startsWith('422')) assert.equal(answers, ['422 invalid', '422 invalid']);
      else assert.ok(answers.every((answer) => answer.startsWith('200')));
      return answers[0] !== '422 invalid';
    },
  },
  {
    defect: 'anybody-does-it',
    harm: 'who asks directly gets a service from somebody who does not do it',
    async provoke(stand) {
      const start = new Date(Date.parse('2027-06-01T10:00:00Z') + 86_400_000 * asked++).toISOString().slice(0, 19);
      const wish = { branchId: 'acme-night', customerId: 'anna', staffId: 'night-a', start: `${start}Z` };
      const ask = (serviceId: string) => stand.call('POST', '/v1/appointments', { ...wish, serviceId });
      const answer = kindOf(await ask('colour'));
      if (answer === '422 invalid') assert.is((await ask('cut')).status, 201);
      else assert.match(answer, /^201/);
      return answer !== '422 invalid';
    },
  },
];

provokingSuite('stack: defects of the calendar', calendar);
