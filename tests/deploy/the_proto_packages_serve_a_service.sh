#!/usr/bin/env bash
# The npm and the Debian package have all .proto files with which protoc compiles a service
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# FOLDER: contains the packages' files. Nothing of the repository but the service's own file is used.
compiles_a_service() {
  local proto
  (cd -- "$1" && find lossy -name '*.proto') | sort >"$work/files"
  for proto in lossy/channel/v1/channel.proto lossy/channel/v1/error.proto \
    lossy/notifications/v1/notifications.proto; do
    grep -qxF "$proto" "$work/files" || {
      echo "$1 lacks $proto"
      return 1
    }
  done
  xargs -a "$work/files" protoc -I"$1" -Iexamples/proto --include_imports \
    --descriptor_set_out="$work/polls.binpb" polls/v1/polls.proto
}

./dev proto-packages "$work/packages" >"$work/names"
[[ $(wc -l <"$work/names") == 2 ]]
mkdir "$work/npm" "$work/debian"
tar -xzf "$work"/packages/lossy-channel-proto-*.tgz -C "$work/npm"
dpkg-deb --extract "$work"/packages/lossy-channel-proto_*_all.deb "$work/debian"
compiles_a_service "$work/npm/package"
compiles_a_service "$work/debian/usr/include"
diff -r "$work/npm/package/lossy" "$work/debian/usr/include/lossy"
