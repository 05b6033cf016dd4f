import type { Logger } from 'pino';
import { type Appointments, createAppointments } from './appointments.ts';
import { type AskedBookings, createAskedBookings } from './asked-bookings.ts';
import { type Availability, createAvailability } from './availability.ts';
import { type Backups, createBackups } from './backups.ts';
import { type Bookings, createBookings } from './bookings.ts';
import { type Cache, createCache } from './cache.ts';
import { cachedSchedules } from './cached-schedules.ts';
import { type Calendar, createCalendar } from './calendar.ts';
import { type Calls, createCalls } from './calls.ts';
import { type Customers, createCustomers } from './customers.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createDeparture, type Departure } from './departure.ts';
import { createEvents, type Events } from './events.ts';
import { createIdempotency, type Idempotency } from './idempotency.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { createListing, type Listing } from './listing.ts';
import { createMessages, type Messages } from './messages.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createPool, type Pool } from './pool.ts';
import { createPreparation, type Preparation } from './preparation.ts';
import { createProviders, type Providers } from './providers.ts';
import { createReminders, type Reminders } from './reminders.ts';
import { createReplica, type Replica } from './replica.ts';
import { createReplies, type Replies } from './replies.ts';
import { createResilience, type Resilience } from './resilience.ts';
import { createRetries, type Retries } from './retries.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import { providersOf, type Settings } from './settings.ts';
import { createSignatures, type Signatures } from './signatures.ts';
import { createTraces, type Traces } from './traces.ts';
import { createTransactions, type Transactions } from './transactions.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

/**
 * Everything that can be wrong, by name. Parts reach each other through this record when they are called, never before,
 * so that replacing one part is enough to change what all others see.
 */
export interface Parts {
  pool: Pool;
  replica: Replica;
  preparation: Preparation;
  departure: Departure;
  transactions: Transactions;
  idempotency: Idempotency;
  calendar: Calendar;
  cache: Cache;
  schedules: Schedules;
  availability: Availability;
  appointments: Appointments;
  bookings: Bookings;
  customers: Customers;
  listing: Listing;
  replies: Replies;
  metrics: Metrics;
  signatures: Signatures;
  inbox: Inbox;
  webhooks: Webhooks;
  calls: Calls;
  askedBookings: AskedBookings;
  events: Events;
  outbox: Outbox;
  reminders: Reminders;
  messages: Messages;
  deliveries: Deliveries;
  providers: Providers;
  resilience: Resilience;
  retries: Retries;
  traces: Traces;
  backups: Backups;
}

export function createParts(settings: Settings, log: Logger): Parts {
  const parts = {} as Parts;
  return Object.assign(parts, {
    pool: createPool(settings, log),
    replica: createReplica(settings, parts, log),
    preparation: createPreparation(settings),
    departure: createDeparture(settings.drainMs),
    transactions: createTransactions(parts),
    idempotency: createIdempotency(),
    calendar: createCalendar(),
    cache: createCache(settings, log),
    schedules: schedulesFor(settings, parts),
    availability: createAvailability(parts),
    appointments: createAppointments(),
    bookings: createBookings(parts, settings.holdSeconds),
    customers: createCustomers(),
    listing: createListing(),
    replies: createReplies(),
    metrics: createMetrics(parts, settings),
    signatures: createSignatures(settings.apiKeySecret),
    inbox: createInbox(),
    webhooks: createWebhooks(parts),
    calls: createCalls(),
    askedBookings: createAskedBookings(),
    events: createEvents(parts),
    outbox: createOutbox(providersOf(settings)),
    reminders: createReminders(),
    messages: createMessages(),
    deliveries: createDeliveries(parts),
    providers: createProviders(settings),
    resilience: createResilience(),
    retries: createRetries(),
    traces: createTraces(),
    backups: createBackups(settings),
  } satisfies Parts);
}

/** Where there is neither a cache nor a replica, nothing goes by versions. */
function schedulesFor({ cacheUrl, replicaUrl }: Settings, parts: Parts): Schedules {
  const isPlain = cacheUrl === undefined && replicaUrl === undefined;
  return isPlain ? createSchedules() : cachedSchedules(parts, createSchedules());
}
