#!/usr/bin/env bash
# Runs once, when the database is made: the platform's role, which is no superuser, one that may read statistics, and
# the operator's, who may copy all of the server and follow it, and read no table of it.
set -euo pipefail
psql --quiet --no-psqlrc -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv booking DATABASE_PASSWORD
\getenv observer OBSERVER_PASSWORD
\getenv backup BACKUP_PASSWORD
CREATE ROLE booking LOGIN NOSUPERUSER PASSWORD :'booking';
CREATE ROLE ansturm_observer LOGIN NOSUPERUSER PASSWORD :'observer';
CREATE ROLE booking_backup LOGIN NOSUPERUSER REPLICATION PASSWORD :'backup';
GRANT pg_monitor TO ansturm_observer;
CREATE DATABASE booking OWNER booking;
\connect booking
CREATE SCHEMA ansturm;
CREATE EXTENSION pg_stat_statements SCHEMA ansturm;
GRANT USAGE ON SCHEMA ansturm TO ansturm_observer;
SQL
echo 'host replication booking_backup all scram-sha-256' >>"$PGDATA/pg_hba.conf"
