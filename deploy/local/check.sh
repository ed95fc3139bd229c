# shellcheck shell=bash
# Everything that must hold before a change is handed in. Sourced by ./dev.

# Tests that count the allocations, system calls and statements of an operation.
cost_targets=(//edge/bench:idle_memory_test //edge/bench:message_cost_test)
cost_tests=(at_rest join_cost note_cost restart)

# "costs [--write]" alone counts the costs of operations, and compares or keeps them.
run_check() {
  if [[ ${1:-} == costs ]]; then
    check_costs "${@:2}"
    return
  fi
  (($# == 0)) || fail "usage: ./dev check [costs [--write]]"
  ensure_packages "${build_packages[@]}" "${check_packages[@]}"
  ensure_node_modules
  make_data_dirs
  begin_costs
  check_step 'C++ format' check_format
  check_step 'contracts' check_contracts
  check_step 'shell scripts' check_scripts
  check_step 'words and structure' check_words
  check_step 'rules of mutexes' check_mutexes
  check_step 'tests' run_tests
  check_step 'costs of operations' compare_costs
  local sanitizer
  for sanitizer in asan ubsan tsan; do
    check_step "$sanitizer" bazel_run test "--config=$sanitizer" //...
  done
  say "${green}all checks passed${plain}"
}

# Tests in Node write their counts to LOSSY_COSTS; those of tests in C++ are in the results of Bazel.
begin_costs() {
  export LOSSY_COSTS=$data/costs.txt
  : >"$LOSSY_COSTS"
}

check_costs() {
  ensure_packages "${build_packages[@]}"
  make_data_dirs
  begin_costs
  local files=("${cost_tests[@]/#/$root/tests/integration/}")
  files=("${files[@]/%/.test.mjs}")
  test_targets "${cost_targets[@]}"
  test_clients "${files[@]}"
  ((failed == 0)) || fail 'a test that counts has failed'
  compare_costs "$@" || fail 'the costs of operations are not the kept ones'
}

compare_costs() {
  local target files=()
  for target in "${cost_targets[@]}"; do
    target=${target#//}
    files+=("$root/bazel-testlogs/${target/://}/test.xml")
  done
  node "$root/tests/cost/guard.mjs" "$@" "$LOSSY_COSTS" "${files[@]}"
}

check_step() {
  say "checking: $1"
  ("${@:2}") || fail "failed: $1"
}

# The rules of tests/architecture that need no build, before the steps that take long.
check_words() {
  local rule
  for rule in words_are_plain folders_form_no_circle documents_name_files_that_exist \
    edge_names_no_service constructors_take_few_parameters; do
    bash "$root/tests/architecture/$rule.sh" >&2 || return
  done
}

check_format() {
  (cd -- "$root" && git ls-files -z -- '*.cc' '*.h' | xargs -0 clang-format-19 --dry-run -Werror)
}

check_contracts() {
  (cd -- "$root" && node_modules/.bin/buf lint)
}

# clang refuses an access to a member whose mutex the thread does not hold. Nothing is linked: that
# needs the names that g++ gives to Debian's libraries.
check_mutexes() {
  bazel_run build --config=threads --output_groups=compilation_outputs //...
}

check_scripts() {
  (cd -- "$root" && shellcheck --external-sources --check-sourced --source-path="$root" \
    dev .ci/run deploy/local/supervisor.sh tests/architecture/*.sh)
}
