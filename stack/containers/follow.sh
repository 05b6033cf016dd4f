#!/usr/bin/env bash
# What a replica runs: the first time it becomes the base backup that lies there, and from then on it follows.
# One that is further behind than the database keeps of its log has to be made anew: remove its volume.
set -euo pipefail
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  mkdir -p "$PGDATA" && chmod 700 "$PGDATA"
  tar -x -f /base/base.tar -C "$PGDATA"
  printf "primary_conninfo = 'host=%s port=%s user=booking_backup password=%s application_name=replica'\n" \
    toxiproxy 5433 "${BACKUP_PASSWORD:?of the role that may copy the database}" >>"$PGDATA/postgresql.auto.conf"
  touch "$PGDATA/standby.signal"
fi
exec postgres "$@"
