#!/usr/bin/env bash
# Prints the Secrets of deploy/kubernetes, of a folder that the script of Compose's secrets has made:
#
#   deploy/kubernetes/secrets.sh FOLDER [HOST] [OPTIONS] | kubectl apply -f -
#
# HOST is PostgreSQL's (postgres, that of the overlay development), OPTIONS the end of each database-url,
# for production '?sslmode=verify-full&sslrootcert=/database/ca.crt'.
set -euo pipefail

folder=${1:?the folder of the keys is missing} host=${2:-postgres} options=${3:-}
namespace=lossy

# NAME KEY=FILE…
secret() {
  local name=$1
  shift
  printf -- '---\n'
  kubectl create secret generic "$name" --namespace="$namespace" --dry-run=client --output=yaml \
    "${@/#/--from-file=}"
}

database_url() {
  printf 'postgresql://%s:%s@%s/lossy%s' "$1" "$(sed 's/.*://' -- "$folder/postgres/$1.pgpass")" "$host" "$options"
}

service_secret() {
  local name=$1
  secret "lossy-$name" internal.jwks="$folder/internal.jwks" internal.jwk="$folder/internal/$name.jwk" \
    database-url=<(database_url "$name") "${@:2}"
}

secret lossy-edge internal.jwks="$folder/internal.jwks" internal.jwk="$folder/internal/edge.jwk" \
  user.jwks="$folder/user.jwks" edge-token.jwk="$folder/edge.jwk" edge-token.jwks="$folder/edge.jwks"
secret lossy-admin internal.jwks="$folder/internal.jwks" internal.jwk="$folder/internal/admin.jwk"
secret lossy-console internal.jwks="$folder/internal.jwks" internal.jwk="$folder/internal/console.jwk" \
  operators.jwks="$folder/operators.jwks" edge-token.jwk="$folder/edge.jwk" edge-token.jwks="$folder/edge.jwks"
for name in video notes agent; do service_secret "$name"; done
service_secret notifications bus.jwks="$folder/bus/keys.jwks" nats.password="$folder/nats/password"
secret lossy-nats users.conf="$folder/nats/users.conf"
secret lossy-postgres password="$folder/postgres/password" roles.sql="$folder/postgres/roles.sql"
