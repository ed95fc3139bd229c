#!/usr/bin/env bash
# Each number on a command line has a range, so that an impossible one refuses the start
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

status=0
while IFS= read -r file; do
  # The flags of a file, each on one line.
  flags=$(tr '\n' ' ' <"$file" |
    grep -oE 'ABSL_FLAG\( *(int|double|float|(std::)?u?int[0-9]+_t|(std::)?size_t), *[a-z0-9_]+' |
    sed 's/.*, *//')
  for flag in $flags; do
    grep -q "LOSSY_FLAG_RANGE($flag," "$file" || {
      printf '%s: --%s has no LOSSY_FLAG_RANGE\n' "$file" "$flag"
      status=1
    }
  done
done < <(grep -rl 'ABSL_FLAG(' --include='*.cc' base contract edge services deploy tests | grep -v '_test\.cc$')
exit "$status"
