# shellcheck shell=bash
# lossyctl, with the keys of this stack. Sourced by ./dev.

lossyctl() {
  [[ -x $bin_dir/lossyctl ]] || fail "there is no stack in $data yet; make one with ./dev up"
  "$bin_dir/lossyctl" "$@"
}

# A token that the edge accepts.
print_token() { lossyctl token --key="$key_dir/user.jwk" "$@"; }
