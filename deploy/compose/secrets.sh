#!/usr/bin/env bash
# Makes the keys, passwords and certificates that are missing in /secrets, and the certificates that end in
# less than 30 days. The service `secrets` of compose.yaml runs it in the image of the operator;
# compose.yaml gives each container the files of its own.
#
#   postgres/roles.sql    the services' database roles with their passwords: PostgreSQL's image runs it
#                         when the database is new
#   tls/ca.crt, ca.key    the private authority, which clients may trust
#   tls/NAME              tls.crt, tls.key and ca.crt of a container; tls/public those for clients
#
# Each file gets the user of its container as the owner. With --keep-owner the files stay those of the
# user who runs this, for the Secrets of deploy/kubernetes.
set -euo pipefail

here=${BASH_SOURCE[0]%/*}
# shellcheck disable=SC2034
bin_dir=/usr/local/bin data=/secrets key_dir=/secrets log_dir=/tmp
services=(video agent notes notifications) extra_services=()
# The operators have a console.
# shellcheck disable=SC2034
console_port=4400
lossy_user=10001 postgres_user=999
# The containers of lossy_user with a certificate, and that for clients.
tls_names=(edge "${services[@]}" operator nats public admin console)

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# shellcheck source=deploy/local/keys.sh
. "$here/keys.sh"
# shellcheck source=deploy/local/console_keys.sh
. "$here/console_keys.sh"
# shellcheck source=deploy/local/bus_keys.sh
. "$here/bus_keys.sh"
# shellcheck source=deploy/local/certificates.sh
. "$here/certificates.sh"
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

# NAME NAMES: the folder with the certificate of one container.
ensure_tls() {
  local folder=$tls_dir/$1
  mkdir -p -- "$folder"
  ensure_certificate "$1" "$2" "$folder/tls"
  [[ -e $folder/ca.crt && $(<"$folder/ca.crt") == "$(<"$tls_dir/ca.crt")" ]] || cp -- "$tls_dir/ca.crt" "$folder/"
}

# NAME: the names in its certificate.
names_of() {
  case $1 in
    admin) printf '%s' "$admin_names" ;;
    console) printf '%s' "$console_names" ;;
    *) printf '%s' "DNS:$1,$loopback_names" ;;
  esac
}

# A container sees its files with the owners and modes of the host: its user must be able to read them. A
# file that has its owner keeps it throughout, since the containers may run.
give_files_to_containers() {
  chown -- "$lossy_user:$lossy_user" "$key_dir" "$key_dir/postgres" "$tls_dir"
  chown -R -- "$lossy_user:$lossy_user" "$key_dir"/{bus,internal,nats} "$key_dir"/*.jwk* \
    "$key_dir"/postgres/*.pgpass "${tls_names[@]/#/$tls_dir/}"
  chown -R -- "$postgres_user:$postgres_user" "$key_dir"/postgres/{password,roles.sql} "$tls_dir/postgres"
}

ensure_keys
ensure_bus_keys
mkdir -p -- "$key_dir/postgres"
ensure_secret "$key_dir/postgres/password" random_text
for name in "${database_services[@]}"; do ensure_secret "$key_dir/postgres/$name.pgpass" pgpass "$name"; done
ensure_secret "$key_dir/postgres/roles.sql" roles_with_passwords
ensure_authority
for name in "${tls_names[@]}" postgres; do ensure_tls "$name" "$(names_of "$name")"; done

[[ ${1:-} == --keep-owner ]] || give_files_to_containers
chmod -R u=rwX,go= -- "$key_dir"
# Each user of the machine may read the certificate of the authority.
chmod go=x -- "$key_dir" "$tls_dir"
chmod go=r -- "$tls_dir/ca.crt"
