# shellcheck shell=bash
# lossyctl, with the operator's key of this stack. Sourced by ./dev.

lossyctl() {
  [[ -x $bin_dir/lossyctl ]] || fail "there is no stack in $data yet; make one with ./dev up"
  LOSSY_KEY=${LOSSY_KEY:-$key_dir/internal/operator.jwk} \
    LOSSY_NOTIFICATIONS=${LOSSY_NOTIFICATIONS:-$(addresses_of notifications)} \
    LOSSY_VIDEO=${LOSSY_VIDEO:-$(addresses_of video)} \
    LOSSY_NOTES=${LOSSY_NOTES:-$(addresses_of notes)} \
    LOSSY_AGENT=${LOSSY_AGENT:-$(addresses_of agent)} \
    with_operator_tls "$bin_dir/lossyctl" "$@"
}

# A token that the edge accepts.
print_token() { lossyctl token --key="$key_dir/user.jwk" "$@"; }
