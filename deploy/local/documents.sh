# shellcheck shell=bash
# Documents that are written from the protos. Sourced by ./dev.

# docs/events.md. tests/documents fails when the file differs.
write_documents() {
  local target files=()
  ensure_packages "${build_packages[@]}"
  make_data_dirs
  bazel_run build //deploy/lossyctl:lossyctl "${descriptor_targets[@]}" >"$log_dir/build.log" 2>&1 || {
    tail -n 40 -- "$log_dir/build.log" >&2
    fail "the build failed"
  }
  for target in "${descriptor_targets[@]}"; do
    files+=("$(file_of "$target").binpb")
  done
  "$(file_of //deploy/lossyctl:lossyctl)" contract events "${files[@]}" >"$root/docs/events.md"
  say "wrote docs/events.md"
}
