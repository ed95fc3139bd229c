# shellcheck shell=bash
# A podman of the test's own, in $work: its images, containers and networks disappear with the test. It
# runs as root. Sourced by the tests of containers.

container_packages=(aardvark-dns netavark podman podman-compose runc)

# crun, which podman prefers, needs a cgroup version 2; a manager of cgroups and a journal of systemd are
# not on each machine. A container may not have more files than this process.
start_podman() {
  ensure_packages "${container_packages[@]}"
  mkdir -p -- "$work/networks"
  cat >"$work/containers.conf" <<TEXT
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
[network]
network_backend = "netavark"
network_config_dir = "$work/networks"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
log_driver = "k8s-file"
pids_limit = 512
TEXT
  write_storage overlay
  podman info >/dev/null 2>&1 || write_storage vfs
}

# COMMAND…: with that podman. Without systemd there are no timers for health checks.
in_podman() {
  as_root env CONTAINERS_CONF="$work/containers.conf" CONTAINERS_STORAGE_CONF="$work/storage.conf" \
    DISABLE_HC_SYSTEMD=true "$@"
}

podman() { in_podman podman "$@"; }

write_storage() {
  printf '[storage]\ndriver = "%s"\ngraphroot = "%s"\nrunroot = "%s"\n' \
    "$1" "$work/graph" "$work/run" >"$work/storage.conf"
}

end_podman() {
  podman rm --all --force --time 0 >/dev/null 2>&1
  podman network prune --force >/dev/null 2>&1
  podman system reset --force >/dev/null 2>&1
  as_root rm -rf -- "$work"
}

# NAME…: images of ./dev images.
load_images() {
  local name
  for name in "$@"; do podman load --quiet --input "$(image_file "$name")" >/dev/null; done
}

# Makes the images again if a program or a part of an image has changed.
ensure_images() {
  bazel_run build "${program_targets[@]}" "${descriptor_targets[@]}"
  images_are_new || ./dev images
}

images_are_new() {
  local name file target inputs=(deploy/images deploy/compose deploy/local clients VERSION)
  for target in "${program_targets[@]}"; do inputs+=("$(file_of "$target")"); done
  for name in "${image_names[@]}"; do
    file=$(image_file "$name")
    [[ -e $file && -z $(find -L "${inputs[@]}" -name node_modules -prune -o -newer "$file" -print -quit) ]] ||
      return 1
  done
}
