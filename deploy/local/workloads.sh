# shellcheck shell=bash
# Runs benchmarks, fuzzing, load, the demo and chaos. Sourced by ./dev.

fuzz_seconds=${FUZZ_SECONDS:-30}

# PATTERN: a part of a target's name.
targets_named() {
  bazel_run query --noshow_progress "$1" 2>/dev/null | grep -F -- "${2:-}" ||
    fail "nothing matches \"${2:-}\""
}

# [--json] [PATTERN]. Alone on the machine, one after the other: what runs beside a benchmark is in its
# figures. tests/bench/catalog.mjs lists them.
run_bench() {
  local output targets
  ensure_packages "${build_packages[@]}"
  ensure_node_modules
  output=$(node "$root/tests/bench/bench.mjs" --targets "$@") || exit
  # A script that measures a whole stack has no target of its own.
  if [[ $output ]]; then
    mapfile -t targets <<<"$output"
    bazel_run build "${targets[@]}" >&2 || fail 'the build failed'
  fi
  # Some have thousands of clients.
  ulimit -n "$(ulimit -Hn)"
  exec node "$root/tests/bench/bench.mjs" "$@"
}

# Inputs that were found are kept in the data folder; those that crash are named.
run_fuzz() {
  local targets target corpus seeds
  ensure_packages "${build_packages[@]}" "${fuzz_packages[@]}"
  mapfile -t targets < <(targets_named 'attr(tags, "\bfuzz\b", //...)' "${1:-}")
  ((${#targets[@]})) || exit 1
  bazel_run build --config=fuzz "${targets[@]}" >&2 || fail 'the build failed'
  for target in "${targets[@]}"; do
    corpus=$data/fuzz/${target##*:}
    seeds=$(seeds_of "$target")
    mkdir -p -- "$corpus"
    say "$target for $fuzz_seconds s"
    "$(fuzz_program "$target")" -max_total_time="$fuzz_seconds" -print_final_stats=1 -timeout=20 \
      -artifact_prefix="$corpus/" "$corpus" "$seeds" || fail "found something: see $corpus"
  done
}

# The inputs that a fuzz target has in the tree.
seeds_of() {
  local package=${1%:*}
  printf '%s/%s/corpus/%s' "$root" "${package#//}" "${1##*:}"
}

# The path by the configuration of the last build.
fuzz_program() {
  local label=${1#//}
  printf '%s/%s' "$(bazel_run info --config=fuzz bazel-bin 2>/dev/null)" "${label/://}"
}

require_up() { is_up || fail "lossy is not running here; start it with ./dev up"; }

# Opens the studio on a display; without one it plays a review in the terminal.
run_demo() {
  require_up
  if [[ ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]] && command -v xdg-open >/dev/null; then
    say "opening the studio: $(url_of edge)/"
    exec xdg-open "$(url_of edge)/"
  fi
  ensure_node_modules
  [[ ! $tls ]] || export NODE_EXTRA_CA_CERTS=$tls_dir/ca.crt
  LOSSY_DATA=$data exec node "$root/tests/demo/demo.mjs" "$(url_of edge)"
}

# Notes of reviewers; "voice": voice sessions; "recovery": clients whose edge is killed; "restart":
# topics that an edge follows when notifications is killed; "joins": a herd of clients, and how long
# their joins take; "join_cost": the CPU of a join of each process; "spoken": words at full speed, and
# the CPU of a note; "burst": notes at full speed, and how late a panel is; "--find-limit": the highest
# rates of each kind of work; "sizing": the memory and cores of so many connections.
run_load() {
  require_up
  [[ ${1:-} == joins ]] && shift && run_load_joins "$@"
  [[ ${1:-} == burst ]] && shift && run_load_burst "$@"
  ensure_node_modules
  local script=load
  case ${1:-} in
    voice) script=voice_sessions && shift ;;
    recovery) script=recovery && shift ;;
    restart) script=restart && shift ;;
    join_cost) script=join_cost && shift ;;
    spoken) script=spoken && shift ;;
    --find-limit) script=find_limit && shift ;;
    sizing) script=sizing && shift && ulimit -n "$(ulimit -Hn)" ;;
  esac
  [[ ! $tls ]] || export NODE_EXTRA_CA_CERTS=$tls_dir/ca.crt
  LOSSY_PORT=$port LOSSY_DATA=$data exec node "$root/tests/load/$script.mjs" "$@"
}

# The supervisor starts the edge again.
run_load_joins() {
  bazel_run build //tests/load:herd >&2 || fail 'the build failed'
  exec "$(file_of //tests/load:herd)" "--edge_port=$port" "--edge_ca=${tls:+$tls_dir/ca.crt}" \
    "--edge_pid=$(cat -- "$run_dir/edge.pid")" "--user_key=$key_dir/user.jwk" "$@"
}

run_load_burst() {
  bazel_run build //tests/load:burst >&2 || fail 'the build failed'
  with_operator_tls exec "$(file_of //tests/load:burst)" "--edge_port=$port" \
    "--edge_ca=${tls:+$tls_dir/ca.crt}" "--user_key=$key_dir/user.jwk" \
    "--notes=$(address_of notes)" "--video=$(address_of video)" "$@"
}

# A Lossy of its own, wherever LOSSY_DATA is.
run_chaos() {
  ensure_packages "${build_packages[@]}"
  ensure_node_modules
  make_data_dirs
  # Faults of the wall clock need it.
  bazel_run build //tests/clock:libstep_clock.so >"$log_dir/build.log" 2>&1 ||
    fail "the build failed: $log_dir/build.log"
  exec node "$root/tests/chaos/chaos.mjs" "$@"
}
