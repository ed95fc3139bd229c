# shellcheck shell=bash
# The secrets of the bus between replicas of notifications: made once, kept beside the stack's keys.
# Sourced by ./dev, and where containers are started.
#
#   bus/keys.jwks     what authenticates the messages; the replicas share it, and NATS never sees it
#   nats/password     of the user "lossy" of the NATS server
#   nats/users.conf   the only user of the NATS server; a part of its configuration

ensure_bus_keys() {
  mkdir -p -- "$key_dir/bus" "$key_dir/nats"
  chmod 700 -- "$key_dir/bus" "$key_dir/nats"
  ensure_secret "$key_dir/bus/keys.jwks" bus_jwks
  ensure_secret "$key_dir/nats/password" random_text
  ensure_secret "$key_dir/nats/users.conf" nats_users
}

# FILE COMMAND…: makes a file that is not there of what the command prints, whole or not at all.
ensure_secret() {
  local file=$1
  [[ -s $file ]] && return
  if ! (umask 077 && "${@:2}" >"$file.new" && mv -- "$file.new" "$file"); then
    fail "no secret could be made in $key_dir"
  fi
}

# 256 bits as base64url.
random_text() {
  head -c 32 /dev/urandom | basenc --base64url --wrap=0 | tr -d '='
}

bus_jwks() {
  printf '{"keys":[{"kty":"oct","kid":"%(%Y-%m-%d)T","k":"%s"}]}\n' -1 "$(random_text)"
}

nats_users() {
  printf 'authorization {\n  users = [{\n    user: lossy\n    password: "%s"\n' \
    "$(cat -- "$key_dir/nats/password")"
  printf '    permissions: { publish: "lossy.>", subscribe: "lossy.>" }\n  }]\n}\n'
}
