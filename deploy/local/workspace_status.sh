#!/usr/bin/env bash
# Prints the version and the commit for the stamp of the programs (base/version). Bazel runs it
# before each build, in the root of the workspace. A key that changes links the programs again and
# compiles nothing else.
#
# Without git, for example in a source archive, the commit and the times are unknown. The variable
# SOURCE_DATE_EPOCH sets the time of the build, in seconds since 1970.
set -uo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." || exit

print() { printf 'STABLE_LOSSY_%s %s\n' "$1" "${2:-unknown}"; }

# SECONDS since 1970, in UTC.
as_utc() { [[ ! $1 =~ ^[0-9]+$ ]] || date --utc --date="@$1" +%Y-%m-%dT%H:%M:%SZ; }

# The root must be that of the checkout: an archive may lie in a folder of another repository.
commit='' seconds=''
if [[ -e .git ]]; then
  commit=$(git rev-parse --verify --quiet HEAD) || commit=''
  seconds=$(git log -1 --format=%ct 2>/dev/null) || seconds=''
fi
if [[ $commit ]] && ! git diff-index --quiet HEAD -- 2>/dev/null; then commit+=-modified; fi

print VERSION "$(cat VERSION 2>/dev/null)"
print COMMIT "$commit"
print COMMIT_TIME "$(as_utc "$seconds")"
print BUILD_TIME "$(as_utc "${SOURCE_DATE_EPOCH:-$seconds}")"
