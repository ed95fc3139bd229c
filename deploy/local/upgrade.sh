# shellcheck shell=bash
# The last release beside this checkout, for the tests of an upgrade. Sourced by ./dev.

# Its checkout outlives this one, so it is built once.
release_commit=$(cat -- "$root/tests/released/commit")
release_tree=${XDG_CACHE_HOME:-${HOME:-}/.cache}/lossy/released/$release_commit

# Its commit does not change, so what is built stays right.
built_stamp=$release_tree.built

# True if the tests of an upgrade need no build of the last release.
has_release() { [[ ${LOSSY_RELEASE_PROGRAMS:-} ]] || release_is_built; }

release_is_built() { [[ -e $built_stamp && -x $release_tree/bazel-bin/edge/edge ]]; }

# Also says to the tests where it is.
ensure_release() {
  ensure_release_tree
  if [[ ${LOSSY_RELEASE_PROGRAMS:-} ]]; then
    link_release_programs
  elif ! release_is_built; then
    build_release
  fi
  export LOSSY_RELEASE_TREE=$release_tree
}

ensure_release_tree() {
  [[ ! -x $release_tree/dev ]] || return 0
  say "checking out the last release, $release_commit"
  git -C "$root" cat-file -e "$release_commit^{commit}" 2>/dev/null ||
    fail "this repository lacks the commit of the last release: git fetch origin $release_commit"
  # Forgets a checkout whose folder was removed.
  git -C "$root" worktree prune
  git -C "$root" worktree add --quiet --detach "$release_tree" "$release_commit" ||
    fail "the last release could not be checked out to $release_tree"
}

# LOSSY_RELEASE_PROGRAMS is a folder with the programs of the last release, as bazel-bin has them.
link_release_programs() {
  [[ -x $LOSSY_RELEASE_PROGRAMS/edge/edge ]] ||
    fail "LOSSY_RELEASE_PROGRAMS must have edge/edge and the other programs: $LOSSY_RELEASE_PROGRAMS"
  rm -f -- "$built_stamp"
  ln -sfn -- "$(realpath -- "$LOSSY_RELEASE_PROGRAMS")" "$release_tree/bazel-bin"
}

# The release has its own list of programs, and the same cache.
build_release() {
  local targets root=$release_tree
  mapfile -t targets < <(release_targets)
  say "building the last release (all of it: $log_dir/release.log)"
  bazel_run build "${targets[@]}" 2>&1 | tee -- "$log_dir/release.log" | show_progress ||
    fail "the last release could not be built: see $log_dir/release.log"
  touch -- "$built_stamp"
}

release_targets() {
  # shellcheck disable=SC2016 # The arrays are those of the release's script.
  bash -c '. "$1/deploy/local/build.sh"; printf "%s\n" "${program_targets[@]}" "${descriptor_targets[@]}"' \
    - "$release_tree"
}
