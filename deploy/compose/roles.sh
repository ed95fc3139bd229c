#!/usr/bin/env bash
# Makes the services' database roles, with the passwords in /passwords. PostgreSQL's image runs it
# when the database is new; for one that an earlier version of Lossy made, run it once:
#
#   docker compose -f deploy/compose/compose.yaml exec postgres \
#     bash /docker-entrypoint-initdb.d/roles.sh
set -eo pipefail

# shellcheck source=deploy/local/roles.sh
. /lossy/roles.sh

database=${POSTGRES_DB:-$POSTGRES_USER}
{
  roles_sql "$database"
  for name in "${database_services[@]}"; do
    printf "ALTER ROLE %s PASSWORD '%s';\n" "$name" "$(cat "/passwords/$name")"
  done
} | psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$database"
