-- What other services are to be told of a change, written with the change itself and delivered by a relay. Rows of one
-- appointment and provider are delivered in the order of their numbers.
CREATE TABLE outbox (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- One key for all attempts: whoever gets it twice knows it for the same.
  key uuid NOT NULL DEFAULT gen_random_uuid(),
  provider text NOT NULL CHECK (provider IN ('calendar', 'messaging')),
  kind text NOT NULL,
  company_id id NOT NULL,
  appointment_id id NOT NULL REFERENCES appointments,
  -- As they were right after the change.
  staff_id id NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  time_zone text NOT NULL,
  language text NOT NULL,
  -- Forgotten once the row is delivered.
  phone text,
  -- Of the request that made the change.
  correlation_id text NOT NULL,
  trace_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- How often it failed; waiting does not count.
  attempts integer NOT NULL DEFAULT 0,
  -- Who takes it moves this a while ahead: when the relay dies meanwhile, another one comes then.
  next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  delivered_at timestamptz,
  -- Given up, for a person to look at.
  dead_at timestamptz,
  last_error text
);
CREATE INDEX outbox_waiting ON outbox (provider, next_attempt_at) WHERE delivered_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_waiting_by_appointment ON outbox (appointment_id, provider, number)
  WHERE delivered_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_waiting_by_company ON outbox (company_id, number)
  WHERE delivered_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_dead ON outbox (company_id, number) WHERE dead_at IS NOT NULL;

-- What the calendar provider calls the entry of a booking: a move and a cancellation find it by that. It grows from
-- nothing: a plan that is made for its first few rows would read it as a whole, and be kept while it has thousands.
CREATE TABLE calendar_entries (
  appointment_id id PRIMARY KEY REFERENCES appointments,
  entry_id text NOT NULL
) WITH (autovacuum_analyze_threshold = 1000, autovacuum_vacuum_threshold = 1000);

-- Since when the customer's reminder is on its way: each appointment has one. Who looks for more reads only those that
-- have none yet.
ALTER TABLE appointments ADD COLUMN reminded_at timestamptz;
CREATE INDEX appointments_to_remind ON appointments (starts_at) WHERE status = 'booked' AND reminded_at IS NULL;

-- What an event causes belongs to the trace of its delivery.
ALTER TABLE webhooks ADD COLUMN trace_id text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', '');
