#!/usr/bin/env bash
# The list of all flags, by which a program finds misspelt variables, is complete
#
# usage: known_flags_are_all_flags.sh [--write]; with --write it writes the list
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
list=base/flags/known_flags.cc

# Flags of programs, and variables of scripts. Tests and tools for measurements have other flags.
names() {
  {
    git ls-files --cached --others --exclude-standard \
      'base/*.cc' 'edge/*.cc' 'services/*.cc' 'deploy/*.cc' |
      grep -vE '(_test|_bench|_benchmark|_fuzz)\.cc$|/evaluation/' |
      xargs sed -nE '/ABSL_FLAG\($/{N;s/\n */ /}; s/^ABSL_FLAG\( ?[^,]*(<[^>]*>)?, ([a-z0-9_]+),.*/\2/p'
    git ls-files --cached --others --exclude-standard dev 'deploy/*.sh' 'deploy/*.yaml' |
      xargs grep -ohE 'LOSSY_[A-Z0-9_]+' | sed 's/^LOSSY_//' | tr '[:upper:]' '[:lower:]'
    printf 'flagfile\n'
  } | LC_ALL=C sort -u
}

file() {
  cat <<'TEXT'
#include "base/flags/known_flags.h"

namespace lossy::base {

// tests/architecture/known_flags_are_all_flags.sh --write writes this file.
absl::Span<const absl::string_view> KnownFlags() {
  static constexpr absl::string_view kNames[] = {
TEXT
  names | sed 's/.*/      "&",/'
  cat <<'TEXT'
  };
  return kNames;
}

}  // namespace lossy::base
TEXT
}

if [[ ${1:-} == --write ]]; then
  file >"$list"
elif ! diff -u "$list" <(file); then
  printf 'run tests/architecture/known_flags_are_all_flags.sh --write\n'
  exit 1
fi
