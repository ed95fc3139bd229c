# shellcheck shell=bash
# One running stack: up, down, status, logs. Sourced by ./dev.

# "http://localhost:4000", and further edges behind it.
urls() {
  local name list=''
  while read -r name; do list+=" and $(url_of "$name")"; done < <(replicas_of edge)
  printf '%s' "${list# and }"
}

# Of a stack that may have another shape and port than this command was asked for.
running_urls() {
  . "$root/deploy/local/settings.sh"
  urls
}

# Two commands that change the stack must not run at once. The lock is held until the stack is ready
# or stopped; $holder_file has the process and the name of the command that holds it.
turn_file=$run_dir/command.lock
holder_file=$run_dir/command
# In seconds: a first build takes long, the end of a stack does not.
longest_up=3600
longest_down=60

# COMMAND SECONDS: waits for its turn.
take_turn() {
  local holder='' name=''
  make_data_dirs
  exec {turn}>>"$turn_file"
  if ! flock --nonblock "$turn"; then
    find_holder
    if [[ $1 == down && $name == up ]]; then
      say "stopping a ./dev up that is at work (process $holder)"
      kill -TERM "$holder" 2>/dev/null
    else
      say "waiting for $(holder_text)"
    fi
    flock --timeout "$2" "$turn" ||
      fail "another ./dev of this stack is still at work after $2 s: see $holder_file"
  fi
  printf '%s %s\n' "$$" "$1" >"$holder_file"
}

holder_text() {
  if [[ $holder ]]; then
    printf 'a ./dev %s of this stack (process %s)' "$name" "$holder"
  else
    printf 'what an earlier ./dev of this stack left behind'
  fi
}

# Sets `holder` and `name`; leaves them empty if the process that took the lock has ended. That process
# writes its id and name after it has the lock, so it may take a moment.
find_holder() {
  local tries
  for ((tries = 0; tries < 20; tries++)); do
    { read -r holder name <"$holder_file"; } 2>/dev/null
    is_dev "$holder" && return
    holder='' name=''
    sleep 0.05
  done
}

end_turn() { exec {turn}>&-; }

# PID: an id in an old file may be of any program by now.
is_dev() {
  [[ $1 =~ ^[0-9]+$ && -r /proc/$1/cmdline ]] || return 1
  tr '\0' '\n' <"/proc/$1/cmdline" 2>/dev/null | grep -qxE '(.*/)?dev'
}

stack_up() {
  local detach='' given=''
  read_up_options "$@"
  take_turn up "$longest_up"
  if is_up; then
    require_running_services
    say "lossy is already up: $(running_urls)"
    return
  fi
  end_leftovers
  require_free_ports
  ensure_packages "${build_packages[@]}"
  check_services
  prepare_stack
  if [[ $detach ]]; then
    run_detached
  else
    run_attached
  fi
}

# Sets `detach`, `given`, the stack's shape and its services.
read_up_options() {
  local option values=()
  replicas=1
  bus=
  tls=
  console_port=
  observe=
  for option in "$@"; do
    case $option in
      --console) console_port=${LOSSY_CONSOLE_PORT:-$((port + 400))} ;;
      --detach) detach=yes ;;
      --nats) bus=nats ;;
      --tls) tls=tls ;;
      --observe) observe=observe ;;
      --service=*) values+=("${option#*=}") ;;
      --replicas=[1-9]) replicas=${option#*=} ;;
      --replicas=*) fail "--replicas is a number from 1 to $max_replicas, not \"${option#*=}\"" ;;
      *) fail "./dev up has no option \"$option\"" ;;
    esac
  done
  if ((${#values[@]})); then
    given=yes
    read_services "${values[@]}"
  fi
  # Replicas of notifications receive each other's events over NATS.
  ((replicas == 1)) || bus=nats
  place_replicas
}

prepare_stack() {
  make_data_dirs
  printf '%s %s %s %s\n' "$replicas" "${bus:--}" "${tls:--}" "${observe:--}" >"$shape_file"
  printf '%s\n' "$port" >"$port_file"
  printf '%s\n' "$console_port" >"$console_file"
  write_services >"$services_file"
  build_programs
  install_programs
  build_site
  [[ ! $console_port ]] || build_console
  ensure_keys
  ensure_bus_keys
  [[ ! $tls ]] || ensure_certificates
  keep_last_logs
  [[ -n ${LOSSY_DATABASE_URL:-} ]] || ensure_cluster
  ! has_own_nats || ensure_nats
  [[ ! $observe ]] || ensure_prometheus
}

# Each run has its own logs; those of the last one stay beside them.
keep_last_logs() {
  local log
  for log in "$log_dir"/*.log; do
    [[ ! -e $log || $log == */build.log || $log == */test.log ]] || mv -- "$log" "$log.1"
  done
}

run_detached() {
  turn=$turn setsid "$root/deploy/local/supervisor.sh" \
    </dev/null >>"$log_dir/supervisor.log" 2>&1 &
  require_ready
}

# A session of its own, so that Ctrl-C reaches the processes through the supervisor, in its order.
run_attached() {
  local supervisor
  turn=$turn setsid setpriv --pdeathsig TERM -- "$root/deploy/local/supervisor.sh" \
    </dev/null >>"$log_dir/supervisor.log" 2>&1 &
  supervisor=$!
  trap 'stop_quietly; exit 0' INT TERM HUP
  require_ready
  end_turn
  say 'Ctrl-C stops it'
  wait "$supervisor"
}

require_ready() {
  local started=$SECONDS
  until is_up; do
    ((SECONDS - started < 5)) || fail "it did not start: see $log_dir/supervisor.log"
    sleep 0.02
  done
  if await_ready; then
    printf '%s\n' "${green}lossy is up: $(urls)${plain}"
    print_services
    [[ ! $console_port ]] || print_console
    print_observe
    return
  fi
  explain_not_ready
  stop_quietly
  fail 'lossy did not get ready'
}

# A supervisor that has just begun has not said yet which process it is.
stop_quietly() {
  local pid
  trap '' INT TERM HUP
  while is_up; do
    pid=$(cat -- "$run_dir/supervisor.pid" 2>/dev/null) && kill -TERM "$pid" 2>/dev/null
    sleep 0.05
  done
}

stack_down() {
  [[ ! -d $run_dir ]] || take_turn down "$longest_down"
  if is_up; then
    say 'stopping'
    stop_quietly
    say 'lossy is down'
  else
    end_leftovers
    say 'lossy is not running'
  fi
}

# Processes that run on although their supervisor has ended. Only those of this data folder: an id
# in an old file may be another process's by now.
end_leftovers() {
  local file pid
  for file in "$run_dir"/*.pid; do
    [[ -e $file ]] || continue
    pid=$(cat -- "$file")
    if is_ours "$pid"; then
      say "ending what is left of an earlier run: $(basename -- "$file" .pid)"
      end_process "$pid" "$([[ $file == */postgres.pid ]] && echo INT || echo TERM)"
    fi
    rm -f -- "$file"
  done
}

end_process() {
  local deadline=$((SECONDS + 12))
  kill "-$2" "$1" 2>/dev/null
  while is_ours "$1"; do
    ((SECONDS < deadline)) || kill -KILL "$1" 2>/dev/null
    sleep 0.05
  done
}

is_ours() {
  [[ $1 =~ ^[0-9]+$ && -r /proc/$1/cmdline ]] || return 1
  tr '\0' '\n' <"/proc/$1/cmdline" 2>/dev/null | grep -qF -e "$bin_dir/" -e "$data/postgres" -e "$nats_config" -e "$prometheus_config"
}

stack_status() {
  local name pid state
  is_up || fail 'lossy is not running'
  while read -r name; do
    pid=$(cat -- "$run_dir/$name.pid" 2>/dev/null)
    is_healthy "$name" && state="${green}ready${plain}" || state="${red}not ready${plain}"
    printf '%-16s %-8s %-7s %s\n' "$name" "${pid:--}" "${port_of[$name]:--}" "$state"
  done < <(process_names)
  print_service_states
}

stack_logs() {
  if [[ -n ${1:-} ]]; then
    [[ -e $log_dir/$1.log ]] || fail "there is no log of \"$1\" in $log_dir"
    tail -n 100 -F -- "$log_dir/$1.log"
  else
    tail -n 20 -F -- "$log_dir"/*.log
  fi
}
