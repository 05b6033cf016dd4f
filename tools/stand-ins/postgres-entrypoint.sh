#!/usr/bin/env bash
# As much of the official image's way in as this project uses: the first start makes the database and runs what lies in
# /docker-entrypoint-initdb.d against a server that only listens on its socket.
set -euo pipefail
if [ "${1:-}" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  : "${POSTGRES_PASSWORD:?the password of the superuser}"
  mkdir -p "$PGDATA" && chmod 700 "$PGDATA"
  # shellcheck disable=SC2086
  initdb --username=postgres --auth-host=scram-sha-256 --auth-local=trust --no-instructions \
    --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") -D "$PGDATA" ${POSTGRES_INITDB_ARGS:-}
  printf 'host all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
  printf "listen_addresses = '*'\nunix_socket_directories = '/var/run/postgresql'\n" >>"$PGDATA/postgresql.conf"
  pg_ctl -D "$PGDATA" -w -o "${*:2} -c listen_addresses= -c unix_socket_directories=/var/run/postgresql" start
  export PGHOST=/var/run/postgresql
  for script in /docker-entrypoint-initdb.d/*.sh; do
    [ ! -e "$script" ] || "$script"
  done
  pg_ctl -D "$PGDATA" -m fast -w stop
fi
exec "$@"
