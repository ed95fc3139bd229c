#!/usr/bin/env bash
# Makes this commit the last release: its .proto files, without their comments, and its hash
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
git rev-parse HEAD >tests/released/commit
