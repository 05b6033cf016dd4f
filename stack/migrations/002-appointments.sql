-- A hold is an appointment that runs out unless it is confirmed; it keeps its id when it becomes a booking.
CREATE TABLE appointments (
  id id PRIMARY KEY,
  company_id id NOT NULL REFERENCES companies,
  branch_id id NOT NULL REFERENCES branches,
  staff_id id NOT NULL REFERENCES staff,
  service_id id NOT NULL REFERENCES services,
  customer_id id NOT NULL REFERENCES customers,
  status text NOT NULL CHECK (status IN ('held', 'booked', 'cancelled', 'no-show', 'expired')),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  -- What nobody else may have: [start, end + buffer).
  blocked tstzrange NOT NULL,
  -- Who may share it: an individual appointment has a session of its own, seats of one group share theirs.
  session text COLLATE "C" NOT NULL,
  seat integer NOT NULL CHECK (seat >= 1),
  expires_at timestamptz,
  tag text CHECK (length(tag) <= 200),
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (starts_at < ends_at),
  CHECK (tstzrange(starts_at, ends_at) <@ blocked),
  CHECK ((status = 'held') <= (expires_at IS NOT NULL)),
  -- The law against double booking. Whatever the code above it forgets, two sessions never overlap.
  CONSTRAINT no_double_booking EXCLUDE USING gist (staff_id WITH =, blocked WITH &&, session WITH <>)
    WHERE (status IN ('held', 'booked', 'no-show'))
);
-- The law against overselling: each seat of a group is sold once, and there are no seats beyond its capacity
-- because a booking takes the lowest free seat of 1 .. capacity.
CREATE UNIQUE INDEX one_seat_each ON appointments (staff_id, session, seat)
  WHERE status IN ('held', 'booked', 'no-show');
CREATE INDEX appointments_by_company ON appointments (company_id, id);
CREATE INDEX appointments_by_branch ON appointments (branch_id, starts_at, id);

-- One answer a key and tenant, stored in the transaction that had the effect.
CREATE TABLE idempotency_keys (
  company_id id NOT NULL,
  key text COLLATE "C" NOT NULL,
  request_hash bytea NOT NULL,
  status integer,
  body text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, key)
);
