#!/usr/bin/env bash
# Runs the processes of one stack, and restarts each one that ends. ./dev starts and stops it.
# Takes the same environment as ./dev.
set -uo pipefail

root=$(realpath -- "$(dirname -- "${BASH_SOURCE[0]}")/../..")
# Every process of the stack logs in UTC.
export TZ=UTC
. "$root/deploy/local/settings.sh"
. "$root/deploy/local/postgres.sh"
. "$root/deploy/local/nats.sh"
. "$root/deploy/local/certificates.sh"
. "$root/deploy/local/observe.sh"
. "$root/deploy/local/processes.sh"
# These say nothing to the processes.
export -n LOSSY_PORT LOSSY_DATA LOSSY_CONSOLE_PORT LOSSY_TOPIC_DATABASES

# A process that lived this long, in seconds, has earned an immediate start.
settled=5
max_pause_ms=900
look_every_ms=100
stop_limit_ms=12000

declare -A pid_of=() started_at=() pause_ms=()

log() { printf '%(%FT%TZ)T %s\n' -1 "$*"; }

# A file that never has anything to read: a wait that starts no process.
exec {never}<> <(:)
pause() {
  local seconds
  printf -v seconds '%d.%03d' $(($1 / 1000)) $(($1 % 1000))
  read -rt "$seconds" -u "$never"
}

# The subshell becomes the process, so its id is known before it runs.
launch() {
  local name=$1 command=()
  process_command "$name"
  (
    exec {lock}>&-
    ((${pause_ms[$name]:-0})) && pause "${pause_ms[$name]}"
    exec {never}>&- "${command[@]}"
  ) </dev/null >>"$log_dir/$name.log" 2>&1 &
  pid_of[$name]=$!
  started_at[$name]=$SECONDS
  write_pid "$name"
}

# A reader gets a whole id, the old one or the new one.
write_pid() {
  printf '%s\n' "${pid_of[$1]}" >"$run_dir/$1.pid.new"
  mv -- "$run_dir/$1.pid.new" "$run_dir/$1.pid"
}

# Twice as long after each death in a row.
next_pause() {
  local name=$1 last=${pause_ms[$1]:-0}
  if ((SECONDS - started_at[$name] >= settled)); then
    pause_ms[$name]=0
  else
    pause_ms[$name]=$((last * 2 + 50 > max_pause_ms ? max_pause_ms : last * 2 + 50))
  fi
}

replace() {
  local name=$1 status=0
  wait "${pid_of[$name]}" || status=$?
  log "$name ended with status $status; starting it again"
  next_pause "$name"
  launch "$name"
}

alive() {
  local name
  for name in "$@"; do
    [[ -n ${pid_of[$name]:-} ]] && kill -0 "${pid_of[$name]}" 2>/dev/null && return 0
  done
  return 1
}

signal() {
  local name
  for name in "${@:2}"; do
    [[ -n ${pid_of[$name]:-} ]] && kill "-$1" "${pid_of[$name]}" 2>/dev/null
  done
}

# SIGNAL NAME…: returns when all have ended.
end() {
  local waited=0
  signal "$@"
  while alive "${@:2}"; do
    ((waited < stop_limit_ms)) || signal KILL "${@:2}"
    pause 20
    ((waited += 20))
  done
}

# The edges first, so that clients learn of it; the database when no process needs it any more.
stop() {
  local edges others
  mapfile -t edges < <(replicas_of edge)
  mapfile -t others < <(replicas_of "${services[@]}")
  log 'stopping'
  end TERM prometheus
  end TERM "${edges[@]}"
  end TERM "${others[@]}"
  end TERM nats
  end INT postgres
  rm -f -- "$run_dir"/*.pid
  log 'stopped'
}

# The lock says that the stack is up; it goes with this process, however that ends.
exec {lock}>"$lock_file"
if ! flock --timeout 2 "$lock"; then
  log 'this stack runs already'
  exit 1
fi
# From here on the lock above says that the stack is there, and ./dev down finds this process.
trap 'stopping=yes' TERM INT HUP
stopping=
printf '%s\n' "$$" >"$run_dir/supervisor.pid"
[[ -z ${turn:-} ]] || exec {turn}>&-
unset turn
cd /
mapfile -t names < <(process_names)
for name in "${names[@]}"; do launch "$name"; done
log 'started'
# From here on bash would print a long message for each killed process.
exec 2>/dev/null
# Looking beats waiting: `wait -n` misses a process that ends while another one is being replaced.
until [[ $stopping ]]; do
  pause "$look_every_ms"
  for name in "${names[@]}"; do
    alive "$name" || replace "$name"
  done
done
stop
