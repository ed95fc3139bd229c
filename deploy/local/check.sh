# shellcheck shell=bash
# Everything that must hold before a change is handed in. Sourced by ./dev.

run_check() {
  ensure_packages "${build_packages[@]}" "${check_packages[@]}"
  ensure_node_modules
  make_data_dirs
  check_step 'C++ format' check_format
  check_step 'contracts' check_contracts
  check_step 'shell scripts' check_scripts
  check_step 'words and structure' check_words
  check_step 'rules of mutexes' check_mutexes
  check_step 'tests' run_tests
  local sanitizer
  for sanitizer in asan ubsan tsan; do
    check_step "$sanitizer" bazel_run test "--config=$sanitizer" //...
  done
  say "${green}all checks passed${plain}"
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
