# shellcheck shell=bash
# lossyctl, with the operator's key of this stack. Sourced by ./dev.

lossyctl() {
  [[ -x $bin_dir/lossyctl ]] || fail "there is no stack in $data yet; make one with ./dev up"
  case ${1:-} in doctor | probe | migrations) deployment_settings ;; esac
  [[ ! $console_port ]] ||
    export LOSSY_ADMIN=${LOSSY_ADMIN:-$(address_of admin)} \
      LOSSY_CONSOLE_ADMIN=${LOSSY_CONSOLE_ADMIN:-$(admin_address_of console)}
  LOSSY_KEY=${LOSSY_KEY:-$key_dir/internal/operator.jwk} \
    LOSSY_NOTIFICATIONS=${LOSSY_NOTIFICATIONS:-$(addresses_of notifications)} \
    LOSSY_VIDEO=${LOSSY_VIDEO:-$(addresses_of video)} \
    LOSSY_NOTES=${LOSSY_NOTES:-$(addresses_of notes)} \
    LOSSY_AGENT=${LOSSY_AGENT:-$(addresses_of agent)} \
    LOSSY_EDGE_ADMIN=${LOSSY_EDGE_ADMIN:-$(edge_admin_addresses)} \
    with_operator_tls "$bin_dir/lossyctl" "$@"
}

# The parts of this stack that doctor, probe and migrations visit, unless the environment names others.
deployment_settings() {
  local name list=''
  for name in edge "${services[@]}"; do
    while read -r name; do list+=,$(program_of "$name")=127.0.0.1:${metrics_port_of[$name]}; done \
      < <(replicas_of "$name")
  done
  for name in $(console_processes); do list+=,$name=127.0.0.1:${metrics_port_of[$name]}; done
  export LOSSY_METRICS=${LOSSY_METRICS:-${list#,}}
  export LOSSY_EDGE=${LOSSY_EDGE:-$(edge_urls)}
  export LOSSY_DATABASE_URL=${LOSSY_DATABASE_URL:-$(database_url '{service}')}
  export LOSSY_USER_KEY=${LOSSY_USER_KEY:-$key_dir/user.jwk}
  [[ ! $tls ]] ||
    export LOSSY_EDGE_CA=${LOSSY_EDGE_CA:-$tls_dir/ca.crt} LOSSY_METRICS_TLS=${LOSSY_METRICS_TLS:-true}
  [[ ! $bus ]] || export LOSSY_NATS_URL=${LOSSY_NATS_URL:-$(nats_url)}
  list=$(printf ',%s' "${extra_services[@]##*,}")
  ((${#extra_services[@]} == 0)) || export LOSSY_SERVICES=${LOSSY_SERVICES:-${list#,}}
}

edge_urls() {
  local name list=''
  while read -r name; do list+=,$(url_of "$name"); done < <(replicas_of edge)
  printf '%s' "${list#,}"
}

# A token that the edge accepts.
print_token() { lossyctl token --key="$key_dir/user.jwk" "$@"; }
