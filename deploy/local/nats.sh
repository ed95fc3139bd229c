# shellcheck shell=bash
# A NATS of the stack's own, on loopback, between its replicas of notifications. Sourced by ./dev and
# by supervisor.sh.

nats_config=$data/nats.conf

# Without files but this one and the one of its users: what passes is kept by notifications.
ensure_nats() {
  printf 'host: 127.0.0.1\nport: %d\ninclude "keys/nats/users.conf"\n' "${port_of[nats]}" \
    >"$nats_config"
  [[ ! $tls ]] || nats_tls >>"$nats_config"
}

# A client needs a certificate of the stack, too.
nats_tls() {
  printf 'tls {\n  cert_file: "%s"\n  key_file: "%s"\n  ca_file: "%s"\n  verify: true\n}\n' \
    "$tls_dir/nats.crt" "$tls_dir/nats.key" "$tls_dir/ca.crt"
}

nats_url() {
  local scheme=nats
  [[ ! $tls ]] || scheme=tls
  printf '%s' "${LOSSY_NATS_URL:-$scheme://127.0.0.1:${port_of[nats]}}"
}

nats_is_ready() {
  local line
  line=$(
    exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/${port_of[nats]}" || exit
    IFS= read -rt 2 line <&3 && printf '%s' "$line"
  )
  [[ $line == 'INFO '* ]]
}
