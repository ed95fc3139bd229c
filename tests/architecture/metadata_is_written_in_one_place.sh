#!/usr/bin/env bash
# Only base/rpc/metadata.cc writes gRPC metadata: an illegal value would end the process
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

found=$(grep -rlE 'Add(Initial|Trailing)?Metadata\(' base edge services tests/sample \
  --include='*.cc' --include='*.h' | grep -vE '^base/rpc/metadata\.cc$|_test\.cc$')
[[ -z $found ]] || {
  printf 'metadata is also written in\n%s\n' "$found"
  exit 1
}
