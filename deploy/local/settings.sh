# shellcheck shell=bash
# Where one stack lives and listens. Sourced by ./dev and by supervisor.sh.

port=${LOSSY_PORT:-4000}
if [[ ! $port =~ ^[1-9][0-9]{0,4}$ ]] || ((port > 65535 - 204)); then
  printf 'lossy: LOSSY_PORT must be a number from 1 to 65331, not "%s"\n' "$port" >&2
  exit 1
fi
data=$(realpath -m -- "${LOSSY_DATA:-$root/.lossy}")
run_dir=$data/run
log_dir=$data/log
bin_dir=$data/bin
key_dir=$data/keys
lock_file=$run_dir/supervisor.lock

services=(video agent notes notifications)

declare -A port_of=(
  [edge]=$port
  [video]=$((port + 101))
  [agent]=$((port + 102))
  [notes]=$((port + 103))
  [notifications]=$((port + 104))
)
declare -A metrics_port_of=(
  [edge]=$((port + 200))
  [video]=$((port + 201))
  [agent]=$((port + 202))
  [notes]=$((port + 203))
  [notifications]=$((port + 204))
)

address_of() { printf '127.0.0.1:%s' "${port_of[$1]}"; }

# In the order of starting; stopping goes the other way round.
process_names() {
  [[ -n ${LOSSY_DATABASE_URL:-} ]] || printf 'postgres\n'
  printf '%s\n' notifications video notes agent edge
}

make_data_dirs() {
  mkdir -p -- "$run_dir" "$log_dir" "$bin_dir"
  # The database's own user must get through to its files, but sees nothing on the way.
  chmod 711 -- "$data"
  chmod 700 -- "$run_dir" "$log_dir" "$bin_dir"
}
