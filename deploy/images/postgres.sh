#!/bin/bash
# Starts PostgreSQL. A new data folder gets the database and the superuser POSTGRES_USER, whose password
# is in POSTGRES_PASSWORD_FILE, and the SQL of /docker-entrypoint-initdb.d. The names are those of the
# image postgres of its maintainers, which can take the place of this one.
set -euo pipefail

export PGDATA=${PGDATA:-/var/lib/postgresql/data} PATH=/usr/lib/postgresql/15/bin:$PATH
user=${POSTGRES_USER:-postgres}
draft=$PGDATA/draft

# The folder is complete before it has its name, so a start that was interrupted begins again.
create_cluster() {
  local file
  rm -rf -- "$draft"
  initdb -D "$draft" -U "$user" --pwfile="$POSTGRES_PASSWORD_FILE" -E UTF8 --locale=C.UTF-8 --data-checksums \
    --auth-local=trust --auth-host=scram-sha-256 --no-instructions
  printf 'host all all all scram-sha-256\n' >>"$draft/pg_hba.conf"
  pg_ctl -D "$draft" -w -o "-c listen_addresses=''" start
  printf 'CREATE DATABASE "%s"\n' "$user" | psql -v ON_ERROR_STOP=1 -U "$user" postgres
  for file in /docker-entrypoint-initdb.d/*.sql; do
    [[ ! -e $file ]] || psql -v ON_ERROR_STOP=1 -q -U "$user" -f "$file" "$user"
  done
  pg_ctl -D "$draft" -m fast -w stop
  mv -- "$draft" "$PGDATA/cluster"
}

mkdir -p /run/postgresql
[[ -e $PGDATA/cluster ]] || create_cluster
[[ ${1:-} != postgres ]] || shift
exec postgres -D "$PGDATA/cluster" -c listen_addresses='*' "$@"
