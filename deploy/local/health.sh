# shellcheck shell=bash
# Waits until the stack is ready. Sourced by ./dev.

# In seconds. The first start of a cluster on a slow disk takes its time.
ready_limit=60

# NAME: of one of the edges.
edge_is_ready() {
  local answer
  if [[ $tls ]]; then
    answer=$(ready_request | timeout 2 openssl s_client -quiet -connect "127.0.0.1:${port_of[$1]}" \
      -servername localhost -verify_hostname localhost -verify_return_error \
      -CAfile "$tls_dir/ca.crt" 2>/dev/null | head -n 1)
  else
    answer=$(
      exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/${port_of[$1]}" || exit
      ready_request >&3
      IFS= read -rt 2 line <&3 && printf '%s' "$line"
    )
  fi
  [[ $answer == 'HTTP/1.1 200 '* ]]
}

ready_request() {
  printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
}

edges_are_ready() {
  local name
  while read -r name; do edge_is_ready "$name" || return; done < <(replicas_of edge)
  [[ ! $console_port ]] || edge_is_ready console
}

services_are_ready() {
  local name targets=()
  while read -r name; do targets+=("$(health_target "$name")"); done < <(replicas_of "${services[@]}")
  [[ ! $console_port ]] || targets+=("$(health_target admin)")
  with_operator_tls "$bin_dir/health" "${targets[@]}" >/dev/null
}

# NAME: the argument of the health program, with the name that the server's certificate must have.
health_target() { printf '%s%s' "${tls:+$(program_of "$1")=}" "$(address_of "$1")"; }

await_ready() {
  local deadline=$((SECONDS + ready_limit))
  until services_are_ready && edges_are_ready && { [[ ! $observe ]] || prometheus_is_ready; }; do
    is_up || return 1
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# Names what does not run and shows the end of what it said.
explain_not_ready() {
  local name
  while read -r name; do
    is_healthy "$name" && continue
    say "$name is not ready; the end of $log_dir/$name.log:"
    tail -n 5 -- "$log_dir/$name.log" >&2
  done < <(process_names)
}

is_healthy() {
  case $(program_of "$1") in
    edge | console) edge_is_ready "$1" ;;
    nats) nats_is_ready ;;
    prometheus) prometheus_is_ready ;;
    postgres) "$postgres_bin/pg_isready" -q -h "$(socket_dir)" -p "${port_of[postgres]:-5432}" ;;
    *) with_operator_tls "$bin_dir/health" "$(health_target "$1")" >/dev/null ;;
  esac
}
