#!/usr/bin/env bash
# The container image is built from Debian's packages alone, and starts every program
#
# There is no registry: mmdebstrap makes the base image that the Dockerfile names, and buildah builds
# the Dockerfile in a chroot.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
. deploy/local/console.sh
. deploy/local/settings.sh
. deploy/local/packages.sh
. deploy/local/build.sh

programs=(edge video notes agent speech_worker notifications lossyctl health)
# health has no flags: it says what it found.
declare -A arguments=([health]=127.0.0.1:1)
base_tar=${XDG_CACHE_HOME:-$HOME/.cache}/lossy/images/debian-bookworm.tar
base_days=7

work=$(mktemp -d)
trap 'as_root rm -rf -- "$work"' EXIT
bin_dir=$work/bin

image_tool() {
  as_root buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs "$@"
}

# Packages come from where this machine takes them, in the way that it does.
make_base() {
  local sources=() options=() file setting
  [[ -z $(find "$base_tar" -mtime "-$base_days" 2>/dev/null) ]] || return 0
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
    [[ ! -s $file ]] || sources+=("$file")
  done
  while IFS= read -r setting; do
    options+=("--aptopt=$setting")
  done < <(apt-config dump | grep -E '^Acquire::(Check-|https?:)[^ ]* "[^"]+";' || true)
  mkdir -p -- "${base_tar%/*}"
  TMPDIR=$work as_root mmdebstrap --variant=minbase "${options[@]}" \
    bookworm "$base_tar.new" "${sources[@]}"
  mv -- "$base_tar.new" "$base_tar"
}

build_image() {
  local container
  container=$(image_tool from scratch)
  image_tool add -q "$container" "$base_tar"
  image_tool commit -q "$container" debian:bookworm-slim
  image_tool build --pull-never --isolation=chroot -t lossy -f deploy/compose/Dockerfile "$bin_dir"
}

# As the user of the image.
in_image() { image_tool run --isolation=chroot "$container" -- "$@"; }

every_library_is_there() {
  local program libraries
  for program in "${programs[@]}"; do
    libraries=$(in_image ldd "/usr/local/bin/$program")
    if [[ $libraries == *'not found'* ]]; then
      printf '%s cannot start in the image:\n%s\n' "$program" "$libraries"
      return 1
    fi
  done
}

every_program_starts() {
  local program help
  for program in "${programs[@]}"; do
    # Its exit status says nothing: a program that only explains itself ends with 1.
    help=$(in_image timeout 20 "$program" "${arguments[$program]:---help}" 2>&1 || true)
    [[ ${help,,} != *flag* && $help != 127.0.0.1:1\ * ]] || continue
    printf '%s does not start in the image: %s\n' "$program" "$help"
    return 1
  done
}

# A program that calls an https model must be able to check its certificate.
certificate_authorities_are_there() {
  in_image test -s /etc/ssl/certs/ca-certificates.crt
}

nobody_is_root() { [[ $(in_image id -u) == 10001 ]]; }

ensure_packages buildah mmdebstrap
mkdir -p -- "$bin_dir"
bazel_run build "${program_targets[@]}" "${descriptor_targets[@]}"
install_programs
make_base
build_image
container=$(image_tool from --pull-never lossy)
every_library_is_there
every_program_starts
certificate_authorities_are_there
nobody_is_root
