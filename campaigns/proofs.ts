/** What a planted defect is convicted by. What neither must nor may speak, and does, convicts falsely. */
export interface Proof {
  /** Its name in stack/defects/; it reaches the stack, and nothing that judges. */
  readonly defect: string;
  readonly must: readonly string[];
  readonly may: readonly string[];
}

/** Defects of one kind, all met by one scenario or campaign, which is that of the healthy platform too. */
export interface ProofClass {
  readonly name: string;
  readonly scenario: string;
  readonly proofs: readonly Proof[];
}

/** Who has what, and when: these laws see the same overlap from several sides. */
const raceLaws = ['double-booking', 'observations'];

/** What suffers beside whatever slows or fails requests. */
const slowed = ['api-latency', 'error-rate', 'booking-success', 'booking-time', 'uptime', 'connection-pooling'];

function proof(defect: string, must: readonly string[], more: { readonly slows?: boolean } = {}): Proof {
  const beside = [
    ...(must.some((id) => raceLaws.includes(id)) ? ['linearizability'] : []),
    ...(must.includes('accounting') ? ['session-guarantees'] : []),
    ...(more.slows === true ? slowed : []),
  ];
  return { defect, must, may: beside.filter((id) => !must.includes(id)) };
}

const races: ProofClass = {
  name: 'races',
  scenario: 'booking-race',
  proofs: [
    proof('check-then-insert', ['double-booking']),
    proof('in-process-lock', ['double-booking']),
    proof('equal-start-only', ['double-booking']),
    proof('buffer-forgotten', ['double-booking']),
    proof('closed-interval', ['observations']),
    proof('capacity-lost-update', ['double-booking']),
    proof('pending-invisible', ['double-booking']),
    proof('expired-hold-confirmed', ['double-booking']),
    proof('hold-never-ends', ['observations']),
    proof('reschedule-read-modify-write', ['linearizability']),
    proof('own-time-taken', ['observations']),
    proof('stale-availability', ['observations']),
    // A deadlock takes a second. That some requests of a hundred wait so long need not move the 95th percentile.
    proof('lock-order', ['error-rate'], { slows: true }),
  ],
};

const idempotency: ProofClass = {
  name: 'idempotency',
  scenario: 'booking-race',
  proofs: [
    proof('key-ignored', ['idempotency']),
    proof('key-check-then-act', ['idempotency']),
    proof('key-global', ['idempotency', 'tenant-isolation']),
    proof('key-other-body', ['idempotency']),
    // What another company cancelled or moved is lost to its owner, and free.
    {
      defect: 'foreign-id-trusted',
      must: ['tenant-isolation'],
      may: ['accounting', 'session-guarantees', ...raceLaws],
    },
    proof('cancel-blocks-slot', ['observations']),
    proof('lists-of-anybody', ['tenant-isolation']),
    proof('customers-of-anybody', ['tenant-isolation']),
    proof('cancelled-not-listed', ['observations']),
    proof('cancelled-still-listed', ['accounting']),
    proof('error-after-commit', ['accounting', 'error-rate'], { slows: true }),
    proof('field-drift', ['accounting']),
    proof('replica-read', ['session-guarantees']),
  ],
};

const calendar: ProofClass = {
  name: 'calendar',
  scenario: 'booking-race',
  proofs: [
    proof('dst-fall-back', ['availability']),
    proof('dst-gap', ['availability']),
    proof('trusts-client-slot', ['availability']),
    proof('moves-unchecked', ['availability']),
    proof('anybody-does-it', ['availability']),
  ],
};

const webhooks: ProofClass = {
  name: 'webhooks',
  scenario: 'webhook-storm',
  proofs: [
    proof('dedupe-by-body', ['exactly-once']),
    proof('dedupe-check-then-act', ['exactly-once']),
    proof('dedupe-window', ['exactly-once']),
    proof('ack-before-durable', ['exactly-once']),
    proof('error-as-200', ['exactly-once']),
    proof('parsed-signature', ['signatures']),
    proof('no-tolerance', ['signatures']),
    proof('future-accepted', ['signatures']),
    proof('empty-signature', ['signatures']),
    proof('order-assumed', ['order-independence']),
    proof('poison-blocks', ['liveness']),
  ],
};

const outgoingCalls: ProofClass = {
  name: 'outgoing-calls',
  scenario: 'provider-storm',
  proofs: [
    proof('no-outbox', ['reconciliation']),
    proof('call-in-transaction', ['timeouts'], { slows: true }),
    proof('relay-without-dedupe', ['exactly-once']),
    proof('retry-storm', ['backoff']),
    proof('breaker-never-opens', ['circuit-breakers']),
    proof('breaker-never-closes', ['circuit-breakers']),
    proof('no-timeout', ['timeouts']),
    proof('correlation-lost', ['correlation']),
  ],
};

/** Rather load than races: a thousand users for three minutes. */
const load: ProofClass = {
  name: 'load',
  scenario: 'rehearsal',
  proofs: [
    proof('missing-index', ['query-optimisation'], { slows: true }),
    proof('n-plus-one', ['query-optimisation'], { slows: true }),
    proof('connection-leak', ['connection-pooling'], { slows: true }),
  ],
};

/** What was acknowledged and is gone is offered and sold again, and others were told of it. */
const lost = ['observations', 'double-booking', 'linearizability', 'session-guarantees', 'reconciliation'];

/** What breaks differs, so that each has the experiment that breaks it; the class is all of them. */
const durability: readonly ProofClass[] = [
  of('api-process-killed', { defect: 'ack-before-commit', must: ['accounting'], may: lost }),
  of('database-killed', { defect: 'async-commit', must: ['accounting'], may: lost }),
  of('replica-lags', proof('replica-trusted', ['observations'], { slows: true })),
  of('database-cut', proof('ready-always', ['health-endpoints'])),
  of('api-processes-restarted', proof('drops-on-stop', ['graceful-stop'], { slows: true })),
  of(
    'overload',
    proof('unbounded-queue', ['recovery'], { slows: true }),
    proof('pool-deadlock', ['fault-tolerance', 'recovery'], { slows: true }),
  ),
  of('short-soak', proof('memory-leak', ['memory'], { slows: true })),
  of('race-counts', proof('metrics-lie', ['business-metrics'])),
  of('restore-drill', proof('empty-backup', ['restore-untested', 'restore-procedure'])),
];

function of(scenario: string, ...proven: readonly Proof[]): ProofClass {
  return { name: 'durability', scenario, proofs: proven };
}

/** The defects that the harness is proven by; the catalogue's words, as data. */
export const proofs: readonly ProofClass[] = [
  ...[races, idempotency, calendar, webhooks, outgoingCalls, load],
  ...durability,
];
