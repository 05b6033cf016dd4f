-- The catalogue: who offers what, where, by whom and when. Weekly hours are
-- arrays of {"weekday": 1..7, "from": "HH:MM", "to": "HH:MM"} in the branch's own time zone.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Ids compare byte by byte, so that "ordered by id" means the same on every machine.
CREATE DOMAIN id AS text COLLATE "C" CHECK (length(VALUE) BETWEEN 1 AND 100);

CREATE TABLE companies (
  id id PRIMARY KEY,
  name text NOT NULL,
  trade text NOT NULL,
  state text NOT NULL
);

CREATE TABLE branches (
  id id PRIMARY KEY,
  company_id id NOT NULL REFERENCES companies,
  name text NOT NULL,
  city text NOT NULL,
  street text NOT NULL,
  postcode text NOT NULL,
  phone text NOT NULL,
  time_zone text NOT NULL,
  opening_hours jsonb NOT NULL,
  holidays jsonb NOT NULL
);
CREATE INDEX branches_by_company ON branches (company_id);

CREATE TABLE services (
  id id PRIMARY KEY,
  company_id id NOT NULL REFERENCES companies,
  name text NOT NULL,
  duration_minutes integer NOT NULL CHECK (duration_minutes BETWEEN 5 AND 720),
  buffer_minutes integer NOT NULL CHECK (buffer_minutes BETWEEN 0 AND 240),
  capacity integer NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
  price_cents integer NOT NULL CHECK (price_cents >= 0)
);
CREATE INDEX services_by_company ON services (company_id);

CREATE TABLE staff (
  id id PRIMARY KEY,
  company_id id NOT NULL REFERENCES companies,
  branch_id id NOT NULL REFERENCES branches,
  name text NOT NULL,
  working_hours jsonb NOT NULL
);
CREATE INDEX staff_by_branch ON staff (branch_id);

CREATE TABLE staff_services (
  service_id id NOT NULL REFERENCES services,
  staff_id id NOT NULL REFERENCES staff,
  PRIMARY KEY (service_id, staff_id)
);

CREATE TABLE customers (
  id id PRIMARY KEY,
  company_id id NOT NULL REFERENCES companies,
  name text NOT NULL,
  phone text NOT NULL,
  email text,
  language text NOT NULL CHECK (language IN ('de', 'en')),
  created_at timestamptz NOT NULL DEFAULT now()
);
-- A caller is known by the phone number: every booking starts with this look-up.
CREATE UNIQUE INDEX customers_by_phone ON customers (company_id, phone);
