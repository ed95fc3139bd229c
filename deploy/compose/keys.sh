#!/usr/bin/env bash
# Makes the keys and the database passwords that are missing, and gives each process its own. The
# service `keys` of compose.yaml runs it as root; /own/NAME is the volume that the process NAME
# mounts, /own/nats that of NATS, /passwords the database's.
set -euo pipefail

# shellcheck disable=SC2034
bin_dir=/usr/local/bin key_dir=/keys services=(video agent notes notifications)
owner=10001

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# FILE PROCESS NAME
give() { install -m 0600 -o "$owner" -g "$owner" -- "$1" "/own/$2/$3"; }

# shellcheck source=deploy/local/keys.sh
. /scripts/keys.sh
ensure_keys
# shellcheck source=deploy/local/bus_keys.sh
. /scripts/bus_keys.sh
ensure_bus_keys
chown -R "$owner:$owner" -- "$key_dir"

for name in edge "${services[@]}"; do
  give "$key_dir/internal.jwks" "$name" internal.jwks
  give "$key_dir/internal/$name.jwk" "$name" internal.jwk
done
# NATS does not see what authenticates the messages that it carries.
give "$key_dir/bus/keys.jwks" notifications bus.jwks
give "$key_dir/nats/password" notifications nats.password
give "$key_dir/nats/users.conf" nats users.conf
for file in user.jwks edge.jwk edge.jwks; do give "$key_dir/$file" edge "$file"; done

# Of the superuser, lossy, and of the services' roles. Only the database mounts /passwords.
chmod 755 /passwords
for name in lossy "${services[@]}"; do
  [[ -s /passwords/$name ]] || head -c 24 /dev/urandom | base64 | tr '+/' '-_' >"/passwords/$name"
  chmod 644 -- "/passwords/$name"
done
for name in "${services[@]}"; do
  printf 'postgres:5432:lossy:%s:%s\n' "$name" "$(cat "/passwords/$name")" >/tmp/pgpass
  give /tmp/pgpass "$name" pgpass
done
