#!/usr/bin/env bash
# Makes the keys and passwords that are missing in /secrets. The service `secrets` of compose.yaml runs
# it in the image of the operator; compose.yaml gives each container the files of its own.
#
# postgres/roles.sql makes the services' database roles with their passwords. PostgreSQL's image runs it
# when the database is new.
set -euo pipefail

here=${BASH_SOURCE[0]%/*}
# shellcheck disable=SC2034
bin_dir=/usr/local/bin key_dir=/secrets services=(video agent notes notifications) extra_services=()
lossy_user=10001 postgres_user=999

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# shellcheck source=deploy/local/keys.sh
. "$here/keys.sh"
# shellcheck source=deploy/local/bus_keys.sh
. "$here/bus_keys.sh"
# shellcheck source=deploy/local/roles.sh
. "$here/roles.sh"
# shellcheck source=deploy/local/services.sh
. "$here/services.sh"

# libpq's file of passwords, for the service $1.
pgpass() { printf 'postgres:5432:lossy:%s:%s\n' "$1" "$(random_text)"; }

password_of() { sed 's/.*://' -- "$key_dir/postgres/$1.pgpass"; }

roles_with_passwords() {
  local name
  roles_sql lossy
  for name in "${database_services[@]}"; do
    printf "ALTER ROLE %s PASSWORD '%s';\n" "$name" "$(password_of "$name")"
  done
}

ensure_keys
ensure_bus_keys
mkdir -p -- "$key_dir/postgres"
ensure_secret "$key_dir/postgres/password" random_text
for name in "${database_services[@]}"; do ensure_secret "$key_dir/postgres/$name.pgpass" pgpass "$name"; done
ensure_secret "$key_dir/postgres/roles.sql" roles_with_passwords

# A container sees the file alone, whose mode is that of the host: its user must be able to read it.
chmod -R u=rwX,go= -- "$key_dir"
chown -R "$lossy_user:$lossy_user" -- "$key_dir"
chown "$postgres_user:$postgres_user" -- "$key_dir"/postgres/{password,roles.sql}
