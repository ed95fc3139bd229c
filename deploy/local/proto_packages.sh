# shellcheck shell=bash
# The npm package and the Debian package with the .proto files that services of other projects import.
# Sourced by ./dev.

# FOLDER: for the two packages; prints their names. proto/package.json lists the files.
make_proto_packages() {
  local folder=${1:-} tarball work
  [[ $folder ]] || fail './dev proto-packages needs the folder in which it writes the packages'
  mapfile -t node_needed < <(node_packages)
  ensure_packages dpkg "${node_needed[@]}"
  mkdir -p -- "$folder" || fail "the folder $folder cannot be made"
  folder=$(realpath -- "$folder")
  tarball=$(cd -- "$root/proto" && npm pack --silent --pack-destination="$folder") ||
    fail 'npm pack failed'
  work=$(mktemp -d)
  make_debian_package "$folder/$tarball" "$work" "$folder" ||
    fail 'dpkg-deb could not make the package'
  rm -rf -- "$work"
  printf '%s\n' "$folder/$tarball" "$folder"/lossy-channel-proto_*.deb
}

# TARBALL WORK FOLDER: has the files of npm's package in /usr/include, where protoc looks for imports.
make_debian_package() {
  local version
  version=$(sed -n 's/^ *"version": "\(.*\)",$/\1/p' "$root/proto/package.json")
  mkdir -p -- "$2/DEBIAN" "$2/usr/include" "$2/usr/share/doc/lossy-channel-proto"
  tar -xzf "$1" -C "$2/usr/include" --strip-components=1 package/lossy
  tar -xzf "$1" -C "$2/usr/share/doc/lossy-channel-proto" --strip-components=1 package/README.md
  cat >"$2/DEBIAN/control" <<TEXT
Package: lossy-channel-proto
Version: $version
Architecture: all
Section: devel
Priority: optional
Maintainer: Lossy <lossy@localhost>
Recommends: protobuf-compiler
Description: .proto files of Lossy's edge for gRPC services
 A gRPC service imports them and annotates its methods. The edge then serves it to browsers.
TEXT
  chmod -R u=rwX,go=rX -- "$2"
  dpkg-deb --root-owner-group -Zgzip --build "$2" "$3/lossy-channel-proto_${version}_all.deb" >/dev/null
}
