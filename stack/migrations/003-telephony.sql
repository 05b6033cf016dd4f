-- Calls and the events that the voice provider sends; they come into use with the webhooks.
CREATE TABLE calls (
  id id PRIMARY KEY,
  company_id id NOT NULL REFERENCES companies,
  branch_id id REFERENCES branches,
  customer_id id REFERENCES customers,
  appointment_id id REFERENCES appointments,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  outcome text
);
CREATE INDEX calls_by_company ON calls (company_id, started_at);
CREATE INDEX calls_by_customer ON calls (customer_id);
CREATE INDEX calls_by_appointment ON calls (appointment_id);

CREATE TABLE webhooks (
  id id PRIMARY KEY,
  company_id id NOT NULL REFERENCES companies,
  provider text NOT NULL,
  event_id text NOT NULL,
  kind text NOT NULL,
  body jsonb NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  handled_at timestamptz,
  UNIQUE (provider, event_id)
);
CREATE INDEX webhooks_waiting ON webhooks (received_at) WHERE handled_at IS NULL;
