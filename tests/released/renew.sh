#!/usr/bin/env bash
# Makes the present .proto files the contract of the last release, without their comments
#
# Run it in the commit of a release, and only there (CONTRIBUTING.md, "A release").
set -euo pipefail
cd "$(dirname "$0")/../.."

rm -rf tests/released/lossy
find proto/lossy -name '*.proto' -print0 | while IFS= read -r -d '' file; do
  target=tests/released/${file#proto/}
  mkdir -p "$(dirname "$target")"
  sed -E '/^ *\/\//d; s/ +\/\/ .*//' "$file" | cat -s >"$target"
done
