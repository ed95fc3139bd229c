#!/usr/bin/env bash
# Each image starts its program without root, has each library, a bill of materials, and the same digest when it is made again
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
. tests/deploy/support/dev.sh
. tests/deploy/support/podman.sh

work=$(mktemp -d)
trap end_podman EXIT

# In millions of bytes.
declare -A largest=([edge]=80 [agent]=350 [video]=80 [notes]=80 [notifications]=80 [admin]=80 [operator]=80 [postgres]=150 [nats]=40)
# A flag that each program answers without a configuration, and a word of the answer.
declare -A question=([operator]=help [postgres]=--version [nats]=--version)
# A script starts PostgreSQL, and needs its configuration.
declare -A program_of_image=([postgres]=/usr/lib/postgresql/15/bin/postgres)
declare -A answer=([operator]=keys [postgres]=postgres [nats]=nats-server)

# FLAG… IMAGE ARGUMENT…: runs it as its user, without a network, capabilities or a file system to write in.
run_image() {
  podman run --rm --network=none --read-only --cap-drop=all --security-opt=no-new-privileges "$@"
}

reference() { image_reference "$1"; }

# Each program that is in the image, by the loader that runs it.
has_each_library() {
  local name=$1 folder program programs output
  folder=$(podman image mount "$(reference "$name")")
  mapfile -t programs < <(as_root find "$folder/usr/local/bin" "$folder$(entrypoint_of "$name")" -type f)
  for program in "${programs[@]}"; do
    [[ $(as_root head -c 4 -- "$program" | tr -d '\0') == $'\x7fELF' ]] || continue
    output=$(run_image --entrypoint=/lib64/ld-linux-x86-64.so.2 "$(reference "$name")" \
      --list "${program#"$folder"}")
    [[ $output == *libc.so.6* && $output != *'not found'* ]] || fail "$name lacks a library: $output"
  done
  podman image unmount "$(reference "$name")" >/dev/null
}

entrypoint_of() { podman image inspect --format '{{index .Config.Entrypoint 0}}' "$(reference "$1")"; }

starts() {
  local name=$1 output
  output=$(run_image --entrypoint="${program_of_image[$name]:-$(entrypoint_of "$name")}" \
    "$(reference "$name")" "${question[$name]:---version}" 2>&1) ||
    fail "$name does not start: $output"
  [[ $output == *"${answer[$name]:-$(release VERSION)}"* ]] || fail "$name answers: $output"
}

has_no_root_and_no_shell() {
  local name=$1 user folder
  user=$(podman image inspect --format '{{.Config.User}}' "$(reference "$name")")
  [[ $user =~ ^[1-9][0-9]*:[1-9][0-9]*$ ]] || fail "$name runs as \"$user\""
  folder=$(podman image mount "$(reference "$name")")
  [[ $name == operator || $name == postgres || -z $(as_root find "$folder/usr/bin" -name '*sh') ]] ||
    fail "$name has a shell"
  [[ -z $(as_root find "$folder" -type f -perm /6000) ]] || fail "$name has a program that changes its user"
  podman image unmount "$(reference "$name")" >/dev/null
}

says_its_release() {
  local labels
  labels=$(podman image inspect --format '{{json .Labels}}' "$(reference "$1")")
  for value in "version\":\"$(release VERSION)" "revision\":\"$(release COMMIT)" "created\":\"$(release BUILD_TIME)"; do
    [[ $labels == *"org.opencontainers.image.$value"* ]] || fail "$1 has the labels $labels"
  done
}

is_small() {
  local size
  size=$(($(podman image inspect --format '{{.Size}}' "$(reference "$1")") / 1000000))
  printf '%-14s %4d MB\n' "$1" "$size"
  ((size <= largest[$1])) || fail "$1 has $size MB, and may have ${largest[$1]}"
}

contains() {
  local folder
  folder=$(podman image mount "$(reference "$1")")
  as_root test -s "$folder$2" || fail "$1 has no $2"
  podman image unmount "$(reference "$1")" >/dev/null
}

digest() { skopeo inspect --format '{{.Digest}}' "docker-archive:$(image_file "$1")"; }

# NAME…
have_the_same_digest_again() {
  local name
  declare -A first=()
  for name in "$@"; do first[$name]=$(digest "$name"); done
  ./dev images "$@"
  for name in "$@"; do
    [[ $(digest "$name") == "${first[$name]}" ]] || fail "$name has another digest when it is made again"
  done
}

start_podman
ensure_node_modules
ensure_images
for name in "${image_names[@]}"; do
  load_images "$name"
  has_each_library "$name"
  starts "$name"
  has_no_root_and_no_shell "$name"
  says_its_release "$name"
  is_small "$name"
done
for name in site console; do contains edge "/usr/local/share/lossy/$name/index.html"; done
contains agent /etc/ssl/certs/ca-certificates.crt
node tests/deploy/support/sbom_check.mjs "$image_dir"/*.cdx.json
have_the_same_digest_again edge operator postgres
