#!/usr/bin/env bash
# No process is built from the code of another one
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

processes=(//edge //services/admin //services/agent //services/notes //services/notifications //services/video)
status=0
for process in "${processes[@]}"; do
  others=()
  for other in "${processes[@]}"; do
    [[ $process == "$other" ]] || others+=(+ "$other/...")
  done
  found=$(bazel query --noshow_progress \
    "deps($process:${process##*/}) intersect (${others[*]:1})") || status=1
  [[ -z $found ]] && continue
  printf '%s is built from\n%s\n' "$process" "$found"
  status=1
done
exit "$status"
