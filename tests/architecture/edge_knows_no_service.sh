#!/usr/bin/env bash
# The build refuses an edge that knows the messages of a service
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

for service in agent notes video; do
  output=$(bazel build --nobuild --noshow_progress "//edge/forbidden:knows_$service" 2>&1) && {
    echo "//edge/forbidden:knows_$service was accepted"
    exit 1
  }
  grep -q "target '//proto/lossy/$service/v1:$service' is not visible" <<<"$output" || {
    printf 'refused, but for another reason:\n%s\n' "$output"
    exit 1
  }
done
