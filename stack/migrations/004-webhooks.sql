-- The voice provider's events, stored before they are acknowledged and handled by a worker. Their ids stay, so that a
-- delivery that comes days later is still recognised.
DROP TABLE IF EXISTS webhooks;
CREATE TABLE webhooks (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  company_id id NOT NULL REFERENCES companies,
  event_id text COLLATE "C" NOT NULL CHECK (length(event_id) BETWEEN 1 AND 200),
  kind text NOT NULL,
  -- As it came over the wire.
  body bytea NOT NULL,
  -- By the clock of whoever sent it, of the delivery that was stored.
  sent_at timestamptz NOT NULL,
  correlation_id text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  handled_at timestamptz,
  -- Given up, for a person to look at.
  dead_at timestamptz,
  last_error text,
  -- The law against effects that come twice.
  CONSTRAINT one_event_each UNIQUE (company_id, event_id)
);
CREATE INDEX webhooks_waiting ON webhooks (next_attempt_at) WHERE handled_at IS NULL AND dead_at IS NULL;
CREATE INDEX webhooks_waiting_by_company ON webhooks (company_id, number)
  WHERE handled_at IS NULL AND dead_at IS NULL;
CREATE INDEX webhooks_dead ON webhooks (company_id, number) WHERE dead_at IS NOT NULL;

-- What events asked for, by the event that asked for a booking. A cancellation may come before it: then it is
-- remembered here, and the booking is cancelled as soon as it is made.
CREATE TABLE asked_bookings (
  company_id id NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  appointment_id id REFERENCES appointments,
  is_cancelled boolean NOT NULL DEFAULT false,
  PRIMARY KEY (company_id, event_id)
);
CREATE INDEX asked_bookings_by_appointment ON asked_bookings (appointment_id);

-- Each company's provider numbers its calls, and a call may be heard of by its end first.
ALTER TABLE calls DROP CONSTRAINT calls_pkey, ADD PRIMARY KEY (company_id, id), ALTER COLUMN started_at DROP NOT NULL;
