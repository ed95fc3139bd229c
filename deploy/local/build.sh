# shellcheck shell=bash
# From sources to the programs that a stack runs. Sourced by ./dev.

program_targets=(
  //edge:edge
  //services/video:video
  //services/notes:notes
  //services/agent:agent
  //services/agent/models/pocketsphinx:speech_worker
  //services/notifications:notifications
  //services/admin:admin
  //deploy/lossyctl:lossyctl
  //deploy/local:health
)
descriptor_targets=(
  //proto/lossy/video/v1:video_descriptors
  //proto/lossy/notes/v1:notes_descriptors
  //proto/lossy/agent/v1:agent_descriptors
)

# The contract of the console, which no edge of reviewers serves, and no document of theirs has.
console_descriptors=//proto/lossy/console/v1:console_descriptors

# The first argument is Bazel's command. The cache outlives the checkout, so a new clone builds fast.
bazel_run() {
  local command=$1
  shift
  (cd -- "$root" && without_turn bazel "$command" \
    --disk_cache="${XDG_CACHE_HOME:-$HOME/.cache}/lossy/bazel" "$@")
}

# Shows how far the build is; the whole of what Bazel says goes to the log.
build_programs() {
  local log=$log_dir/build.log
  [[ $root != *[[:space:]]* ]] ||
    fail "Bazel cannot build in a folder whose path has a space: move the checkout out of \"$root\""
  say "building (all of it: $log)"
  if ! bazel_run build "${program_targets[@]}" "${descriptor_targets[@]}" \
    "$console_descriptors" 2>&1 |
    tee -- "$log" | show_progress; then
    tail -n 40 -- "$log" >&2
    fail "the build failed"
  fi
}

show_progress() {
  local line
  while IFS= read -r line; do
    [[ $line =~ ^\[[0-9,]+\ /\ [0-9,]+\] ]] && printf '  %s\n' "$line" >&2
  done
  return 0
}

file_of() {
  local label=${1#//}
  printf '%s/bazel-bin/%s' "$root" "${label/://}"
}

# A stack runs its own copies: what is built meanwhile does not change what it starts again.
install_programs() {
  local target
  for target in "${program_targets[@]}"; do
    install -m 755 -- "$(file_of "$target")" "$bin_dir/"
  done
  for target in "${descriptor_targets[@]}" "$console_descriptors"; do
    install -m 644 -- "$(file_of "$target").binpb" "$bin_dir/"
  done
}

# For packages and images. Sets `programs`, unless the caller has a folder of built ones.
build_for_packages() {
  make_data_dirs
  [[ ! $programs ]] || return 0
  ensure_packages "${build_packages[@]}"
  build_programs
  install_programs
  programs=$bin_dir
}
