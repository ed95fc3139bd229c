# shellcheck shell=bash
# Checks that the ports of the stack are free. Sourced by ./dev.

# Every listening TCP socket of this machine, as hexadecimal ports.
listening_ports() {
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    sed -nE 's/^ *[0-9]+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:0000 0A .*/\1/p'
}

require_free_ports() {
  local name taken
  taken=$(listening_ports)
  while read -r name; do
    require_free_port "${port_of[$name]}" "$name" "$taken"
    require_free_port "${metrics_port_of[$name]}" "the metrics of $name" "$taken"
    [[ ! ${admin_port_of[$name]:-} ]] ||
      require_free_port "${admin_port_of[$name]}" "the administration of $name" "$taken"
  done < <(replicas_of edge "${services[@]}" && console_processes)
  [[ ! $observe ]] || require_free_port "${port_of[prometheus]}" prometheus "$taken"
  ! has_own_nats || require_free_port "${port_of[nats]}" nats "$taken"
  [[ ! $tls || -n ${LOSSY_DATABASE_URL:-} ]] ||
    require_free_port "${port_of[postgres]}" postgres "$taken"
}

require_free_port() {
  local hex
  printf -v hex '%04X' "$1"
  ! grep -qx -- "$hex" <<<"$3" ||
    fail "port $1 ($2) is taken by another program; set LOSSY_PORT to another number than $port"
}
