#!/usr/bin/env bash
# What lies in base depends on nothing above it
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

found=$(bazel query --noshow_progress \
  'deps(//base/...) intersect (//edge/... + //services/... + //deploy/... + //tests/...)') || exit
[[ -z $found ]] || {
  printf 'base depends on\n%s\n' "$found"
  exit 1
}
