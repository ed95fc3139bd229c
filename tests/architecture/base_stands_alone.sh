#!/usr/bin/env bash
# No package of base depends on a package above it
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

found=$(bazel query --noshow_progress \
  'deps(//base/...) intersect (//contract/... + //edge/... + //services/... + //deploy/... + //tests/...)') || exit
[[ -z $found ]] || {
  printf 'base depends on\n%s\n' "$found"
  exit 1
}
