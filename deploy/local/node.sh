# shellcheck shell=bash
# The npm packages that the clients, tests and lint need, and the clients for browsers. Sourced by ./dev.

# Packages are installed again only when the lock file has changed.
ensure_node_modules() {
  local stamp=$root/node_modules/.installed-from
  mapfile -t node_needed < <(node_packages)
  ((${#node_needed[@]} == 0)) || ensure_packages ca-certificates "${node_needed[@]}"
  cmp -s -- "$root/package-lock.json" "$stamp" && return
  say 'installing npm packages'
  (cd -- "$root" && npm ci --no-audit --no-fund --loglevel=error >&2) ||
    fail 'npm ci failed'
  cp -- "$root/package-lock.json" "$stamp"
}

# The page that the edge serves.
build_site() {
  ensure_node_modules
  node "$root/clients/build.mjs" "$site_dir" || fail 'the studio could not be built'
}

# The page that the console's edge serves.
build_console() {
  node "$root/clients/build.mjs" --console "$console_dir" || fail 'the console could not be built'
}

print_console() {
  say "the console of operators: $(url_of console)/"
  say 'a token for it: ./dev ctl token --user=NAME --audience=lossy.console.v1'
}

make_extension() {
  (($# == 1)) || fail 'usage: ./dev extension FOLDER'
  ensure_node_modules
  node "$root/clients/build.mjs" --extension "$1" || fail 'the extension could not be built'
  say "made $1/chrome and $1/firefox: docs/extension.md says how to load them"
}
