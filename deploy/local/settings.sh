# shellcheck shell=bash
# The folder and the ports of one stack. Sourced by ./dev and by supervisor.sh.

data=$(realpath -m -- "${LOSSY_DATA:-$root/.lossy}")
run_dir=$data/run
log_dir=$data/log
bin_dir=$data/bin
key_dir=$data/keys
site_dir=$data/site
console_dir=$data/console
lock_file=$run_dir/supervisor.lock

# The supervisor holds the lock as long as it runs.
is_up() {
  [[ -e $lock_file ]] && ! flock --shared --nonblock "$lock_file" true
}

# Runs a command that may leave a process behind, such as Bazel's server. That process must not keep
# the lock of ./dev up and ./dev down, whose descriptor is $turn (stack.sh).
without_turn() {
  (
    [[ -z ${turn:-} ]] || exec {turn}>&-
    "$@"
  )
}

# A stack that runs has the port that it was started with. Otherwise LOSSY_PORT decides, then the port
# of the last start.
port=${LOSSY_PORT:-}
port_file=$run_dir/port
if [[ -s $port_file ]] && { [[ -z $port ]] || is_up; }; then read -r port <"$port_file"; fi
port=${port:-4000}
max_replicas=9
# The last one is that of the console.
max_port=$((65535 - 400))
if [[ ! $port =~ ^[1-9][0-9]{0,4}$ ]] || ((port > max_port)); then
  printf 'lossy: LOSSY_PORT must be a number from 1 to %d, not "%s"\n' "$max_port" "$port" >&2
  exit 1
fi
services=(video agent notes notifications)

# The shape of the stack: the number of replicas of each program, "nats" if a NATS is between the
# replicas of notifications, "tls" if all links use TLS, and "observe" if a Prometheus is beside it. A
# "-" stands for a part that is not there.
replicas=1
bus=
tls=
observe=
shape_file=$run_dir/shape
[[ ! -s $shape_file ]] || read -r replicas bus tls observe <"$shape_file"
[[ $bus != - ]] || bus=
[[ $tls != - ]] || tls=
[[ $observe != - ]] || observe=

# The services of other projects that the edge serves to browsers, each as DESCRIPTORS,SERVICE=ADDRESS
# with an absolute path. The list of the last start stays until ./dev up has another one.
services_file=$run_dir/services
extra_services=()
[[ ! -s $services_file ]] || mapfile -t extra_services <"$services_file"

descriptors_of() { printf '%s' "${1%,*}"; }
service_of() {
  local target=${1##*,}
  printf '%s' "${target%%=*}"
}
package_of() {
  local service
  service=$(service_of "$1")
  printf '%s' "${service%.*}"
}

# The name of the service's process in certificates: the package, or X of lossy.X.v1.
process_of() {
  local package
  package=$(package_of "$1")
  if [[ $package =~ ^lossy\.([^.]+)\.[^.]+$ ]]; then package=${BASH_REMATCH[1]}; fi
  printf '%s' "$package"
}

# The port of the console of operators (./dev up --console); empty: the stack has none. LOSSY_CONSOLE_PORT
# is another one than 400 behind the edge.
console_port=
console_file=$run_dir/console
[[ ! -s $console_file ]] || read -r console_port <"$console_file"

# Replica 1 of a program has its name, replica 2 of video is video-2, ten ports further.
declare -A port_of=() metrics_port_of=() admin_port_of=()
place_replicas() {
  local number suffix first
  # Replicas have the ports whose last digit is 0 to 4.
  port_of[nats]=$((port + 155))
  port_of[prometheus]=$((port + 157))
  # PostgreSQL listens on TCP for TLS only.
  unset 'port_of[postgres]'
  [[ ! $tls ]] || port_of[postgres]=$((port + 156))
  # One of each: they have no state.
  port_of[admin]=$((port + 105))
  port_of[console]=$console_port
  admin_port_of[console]=$((port + 106))
  metrics_port_of[admin]=$((port + 205))
  metrics_port_of[console]=$((port + 206))
  for ((number = 1; number <= max_replicas; number++)); do
    suffix=-$number
    ((number > 1)) || suffix=
    first=$((port + 10 * (number - 1)))
    port_of[edge$suffix]=$first
    # An edge serves AdminService on a port of its own; a service does so with its other methods.
    admin_port_of[edge$suffix]=$((first + 300))
    port_of[video$suffix]=$((first + 101))
    port_of[agent$suffix]=$((first + 102))
    port_of[notes$suffix]=$((first + 103))
    port_of[notifications$suffix]=$((first + 104))
    metrics_port_of[edge$suffix]=$((first + 200))
    metrics_port_of[video$suffix]=$((first + 201))
    metrics_port_of[agent$suffix]=$((first + 202))
    metrics_port_of[notes$suffix]=$((first + 203))
    metrics_port_of[notifications$suffix]=$((first + 204))
  done
}
place_replicas

program_of() { printf '%s' "${1%-*}"; }

# PROGRAM…: the names of all that run it.
replicas_of() {
  local program number
  for program in "$@"; do
    printf '%s\n' "$program"
    for ((number = 2; number <= replicas; number++)); do printf '%s-%d\n' "$program" "$number"; done
  done
}

address_of() { printf '127.0.0.1:%s' "${port_of[$1]}"; }

# NAME: the gRPC listener that serves AdminService.
admin_address_of() { printf '127.0.0.1:%s' "${admin_port_of[$1]:-${port_of[$1]}}"; }

# NAME: the URL of an edge.
url_of() { printf 'http%s://localhost:%s' "${tls:+s}" "${port_of[$1]}"; }

# PROGRAM: the addresses of all replicas, with commas between.
addresses_of() {
  local name list=''
  while read -r name; do list+=,$(address_of "$name"); done < <(replicas_of "$1")
  printf '%s' "${list#,}"
}

# The same of all edges.
edge_admin_addresses() {
  local name list=''
  while read -r name; do list+=,$(admin_address_of "$name"); done < <(replicas_of edge)
  printf '%s' "${list#,}"
}

# In the order of starting; stopping goes the other way round.
process_names() {
  [[ -n ${LOSSY_DATABASE_URL:-} ]] || printf 'postgres\n'
  ! has_own_nats || printf 'nats\n'
  replicas_of notifications video notes agent edge
  console_processes
  [[ ! $observe ]] || printf 'prometheus\n'
}

# The service of the console, and the edge that serves it to the operators' browsers.
console_processes() { [[ ! $console_port ]] || printf 'admin\nconsole\n'; }

has_own_nats() { [[ $bus == nats && -z ${LOSSY_NATS_URL:-} ]]; }

make_data_dirs() {
  mkdir -p -- "$run_dir" "$log_dir" "$bin_dir"
  # The database's own user must get through to its files, but sees nothing on the way.
  chmod 711 -- "$data"
  chmod 700 -- "$run_dir" "$log_dir" "$bin_dir"
}
