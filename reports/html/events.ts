import type { TimelineEvent } from '../../core/run.ts';
import { capacityInWords } from '../../criteria/capacity-in-words.ts';
import { clock, count, duration } from '../figures.ts';
import { html, type Insertable } from './markup.ts';
import type { Section } from './section.ts';
import { table } from './table.ts';

/** What happened beside the load, in the order of the run's clock. */
export const events: Section = {
  id: 'events',
  title: 'Events',
  body({ timeline }) {
    if (timeline.length === 0) return null;
    const rows = timeline
      .toSorted((a, b) => a.atMs - b.atMs)
      .map((event) => [clock(event.atMs), event.event.replaceAll('-', ' '), describe(event)]);
    return table('What happened when', [{ head: 'at' }, { head: 'event' }, { head: 'what' }], rows);
  },
};

function describe(event: TimelineEvent): Insertable {
  switch (event.event) {
    case 'load-ended': {
      const number = (value: number | undefined, words: string): string =>
        value === undefined ? '' : `, ${count(value)} ${words}`;
      const code = event.exitCode === null ? 'no exit code' : `exit code ${event.exitCode}`;
      const counts = [
        number(event.completed, 'completed'),
        number(event.interrupted, 'cut off'),
        number(event.unsent, 'never begun'),
      ];
      return `${event.source}, ${code}${counts.join('')}`;
    }
    case 'step-started':
    case 'step-ended':
      return event.step;
    case 'process-ended':
      return html`${event.process}, ${event.expected ? 'expected' : html`<b>not expected</b>`}: ${event.detail}`;
    case 'clock-jumped':
      return `by ${duration(event.jumpMs)}`;
    case 'disk-full':
      return event.file;
    case 'connections-returned':
      return `${count(event.before)} before the load, ${count(event.after)} ${duration(event.waitedMs)} after its end`;
    case 'capacity-found':
      return capacityInWords(event)[0];
    case 'fault-unavailable':
    case 'fault-leased':
    case 'fault-injected':
    case 'fault-failed':
    case 'fault-healed':
    case 'fault-stuck':
      return event.detail === undefined ? event.fault : `${event.fault}: ${event.detail}`;
    case 'load-stopped':
      return event.reason;
    case 'evidence-ended':
      return 'what comes behind it is our own clearing up';
    case 'cleaned-up':
      return `${count(event.cancelled)} bookings of this run cancelled, ${count(event.left)} left`;
    case 'interrupted':
      return 'what had been recorded was judged';
  }
}
