# shellcheck shell=bash
# Waits until the stack is ready. Sourced by ./dev.

# In seconds. The first start of a cluster on a slow disk takes its time.
ready_limit=60

# NAME: of one of the edges.
edge_is_ready() {
  local answer
  answer=$(
    exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/${port_of[$1]}" || exit
    printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
    IFS= read -rt 2 line <&3 && printf '%s' "$line"
  )
  [[ $answer == 'HTTP/1.1 200 '* ]]
}

edges_are_ready() {
  local name
  while read -r name; do edge_is_ready "$name" || return; done < <(replicas_of edge)
}

services_are_ready() {
  local name addresses=()
  while read -r name; do addresses+=("$(address_of "$name")"); done < <(replicas_of "${services[@]}")
  "$bin_dir/health" "${addresses[@]}" >/dev/null
}

await_ready() {
  local deadline=$((SECONDS + ready_limit))
  until services_are_ready && edges_are_ready; do
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
    edge) edge_is_ready "$1" ;;
    nats) nats_is_ready ;;
    postgres) "$postgres_bin/pg_isready" -q -h "$(socket_dir)" ;;
    *) "$bin_dir/health" "$(address_of "$1")" >/dev/null ;;
  esac
}
