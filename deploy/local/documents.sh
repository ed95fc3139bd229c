# shellcheck shell=bash
# Documents that are written from the protos. Sourced by ./dev.

# docs/events.md, and the types of the client and of the console. tests/documents fails when a file differs.
write_documents() {
  local target files=() program
  ensure_packages "${build_packages[@]}"
  make_data_dirs
  bazel_run build //deploy/lossyctl:lossyctl "${descriptor_targets[@]}" \
    "$console_descriptors" >"$log_dir/build.log" 2>&1 || {
    tail -n 40 -- "$log_dir/build.log" >&2
    fail "the build failed"
  }
  for target in "${descriptor_targets[@]}"; do
    files+=("$(file_of "$target").binpb")
  done
  program=$(file_of //deploy/lossyctl:lossyctl)
  "$program" contract events "${files[@]}" >"$root/docs/events.md"
  "$program" contract types "${files[@]}" >"$root/clients/lossy/src/contract.ts"
  "$program" contract types "$(file_of "$console_descriptors").binpb" >"$root/clients/console/src/contract.ts"
  say "wrote docs/events.md, clients/lossy/src/contract.ts and clients/console/src/contract.ts"
}
