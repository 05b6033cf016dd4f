import type { SelfReporting } from './target.ts';

/** What each API process of the reference stack tells its operators. */
export const referenceReports: SelfReporting = {
  readiness: { method: 'GET', path: '/health/ready', route: '/health/ready' },
  bookings: {
    call: { method: 'GET', path: '/metrics', route: '/metrics' },
    verbs: ['book', 'confirm'],
    read: countedBookings,
  },
};

const countedLine = /^booking_writes_total\{kind="(?:book|confirm)"\} (\d+)$/gm;

/** What is not counted yet has no line in Prometheus' text. */
function countedBookings(text: string): number | undefined {
  if (!text.includes('# TYPE booking_writes_total counter')) return undefined;
  return [...text.matchAll(countedLine)].reduce((sum, [, count]) => sum + Number(count), 0);
}
