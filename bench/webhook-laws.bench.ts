import { timeLaws } from './time-laws.ts';

const ofWebhooks = ['exactly-once', 'order-independence', 'signatures', 'liveness'];

/** All laws over 1,000,000 deliveries of webhooks, which those of webhooks judge, and the others have to pass over. */
await timeLaws({
  writer: 'write-storm-history.ts',
  over: '1,000,000 deliveries of webhooks',
  operations: 1_000_000,
  resources: 20_000,
  isAsExpected: ({ by, validity }) => (ofWebhooks.includes(by) ? validity === 'valid' : validity !== 'invalid'),
});
