import { timeLaws } from './time-laws.ts';

/** All laws over 1,000,000 operations on 20,000 calendars. */
await timeLaws({
  writer: 'write-busy-history.ts',
  over: '1,000,000 operations on 20,000 resources',
  operations: 1_000_000,
  resources: 20_000,
  isAsExpected: ({ validity }) => validity !== 'invalid',
});
