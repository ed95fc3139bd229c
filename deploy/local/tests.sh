# shellcheck shell=bash
# Runs the tests and counts them. Sourced by ./dev.
#
# A test is a Bazel test target, a rule of the architecture, or a test of the Node suites.

passed=0
failed=0

# The Node suites start these programs besides the product.
client_test_targets=(
  //examples/cpp:poll_service
  //services/agent/models/fake_openai_server
  //tests/clock:libstep_clock.so
  //tests/sample:room_service
  //tests/sample/proto/lossy/sample/v1:sample_descriptors
)

count() {
  ((passed += $1, failed += $2))
  return 0
}

# PATTERN: a Bazel pattern (//edge/...), or a part of a target's or a test file's name.
run_tests() {
  local pattern=${1:-}
  ensure_packages "${build_packages[@]}"
  make_data_dirs
  if [[ $pattern == //* ]]; then
    test_targets "$pattern"
  elif [[ $pattern ]]; then
    test_matching "$pattern"
  else
    test_targets //...
    test_scripts architecture deploy
    test_clients
  fi
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0 && passed > 0))
}

test_matching() {
  local pattern=$1 targets files folder
  mapfile -t targets < <(bazel_run query --noshow_progress 'tests(//...)' 2>/dev/null |
    grep -F -- "$pattern")
  mapfile -t files < <(client_tests | grep -F -- "$pattern")
  ((${#targets[@]} == 0)) || test_targets "${targets[@]}"
  for folder in architecture deploy; do
    [[ $folder != *"$pattern"* ]] || test_scripts "$folder"
  done
  ((${#files[@]} == 0)) || test_clients "${files[@]}"
  ((passed + failed)) || say "no test matches \"$pattern\""
}

# Also builds whatever the patterns name, tests or not.
test_targets() {
  local log=$log_dir/test.log status=0 good bad
  say "building and testing $*"
  bazel_run test --keep_going "$@" 2>&1 | tee -- "$log" || status=$?
  good=$(grep -cE "$(outcome 'PASSED|FLAKY')" "$log")
  bad=$(grep -cE "$(outcome 'FAILED|TIMEOUT|NO STATUS|INCOMPLETE')" "$log")
  # A target that does not build is no test, but a failure. Status 4: there were no tests.
  ((status == 0 || status == 4 || bad > 0)) || bad=1
  count "$good" "$bad"
}

outcome() { printf '^//[^ ]+ +(\(cached\) )?(%s)' "$1"; }

# FOLDER…: of tests/; each script in it is a test.
test_scripts() {
  local folder rule
  for folder in "$@"; do
    say "checking tests/$folder"
    for rule in "$root/tests/$folder"/*.sh; do
      if bash "$rule" >"$log_dir/$folder.log" 2>&1; then
        say "${green}✔${plain} $(rule_name "$rule")"
        count 1 0
      else
        say "${red}✖${plain} $(rule_name "$rule")"
        cat -- "$log_dir/$folder.log" >&2
        count 0 1
      fi
    done
  done
}

# A rule's first comment is its name.
rule_name() { sed -n '2s/^# //p' "$1"; }

client_tests() {
  find "$root"/tests/{integration,clients,conformance,chaos,bench,cost,load,upgrade} "$root"/clients/*/test \
    -name '*.test.mjs' | sort
}

# The last release is compiled for its tests only if they are asked for.
quick_client_tests() {
  if has_release; then client_tests; else client_tests | grep -vF "$root/tests/upgrade/"; fi
}

# FILE…: all that compile no other version when none is named.
test_clients() {
  local files=("$@") tap=$log_dir/clients.tap status=0
  ensure_node_modules
  ensure_browser
  ensure_packages "${between_packages[@]}" "${tls_packages[@]}" "${example_packages[@]}" "${studio_packages[@]}" \
    "${document_packages[@]}" "${observe_packages[@]}" "${shell_packages[@]}"
  if ! bazel_run build "${client_test_targets[@]}" >"$log_dir/build.log" 2>&1; then
    tail -n 20 -- "$log_dir/build.log" >&2
    count 0 1
    return
  fi
  ((${#files[@]})) || mapfile -t files < <(quick_client_tests)
  [[ " ${files[*]}" != *" $root/tests/upgrade/"* ]] || ensure_release
  : >"$tap"
  node "$root/tests/integration/run.mjs" --tap="$tap" "${files[@]}" || status=$?
  count_clients "$tap" "$status"
}

count_clients() {
  local good bad
  good=$(tap_total pass "$1")
  bad=$(($(tap_total fail "$1") + $(tap_total cancelled "$1")))
  # An error of the suite itself is a failure as well.
  (($2 == 0 || bad > 0)) || bad=1
  count "$good" "$bad"
}

# The sum of the runs that the file has.
tap_total() {
  local total
  total=$(sed -n "s/^# $1 \([0-9]*\)$/\1/p" "$2" | paste -sd+ -)
  printf '%d' "$((${total:-0}))"
}
