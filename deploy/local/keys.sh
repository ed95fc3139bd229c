# shellcheck shell=bash
# The keys of one stack: made once, kept in its data folder. Sourced by ./dev.
#
#   user.jwk, user.jwks     the identity provider's, as ./dev token plays it
#   edge.jwk, edge.jwks     the edge's, for the tokens it gives to extensions
#   internal/NAME.jwk       each process's own, and the operator's
#   operators.jwks          the operators' public keys alone, for the console (console_keys.sh)
#   internal/PACKAGE.jwk    that of a service of another project (services.sh)
#   internal.jwks           what all processes accept from each other, and what each key may sign

ensure_keys() {
  local name
  mkdir -p -- "$key_dir/internal"
  chmod 700 -- "$key_dir" "$key_dir/internal"
  ensure_key user "$key_dir/user.jwk" "$key_dir/user.jwks"
  ensure_key edge-token "$key_dir/edge.jwk" "$key_dir/edge.jwks"
  for name in edge "${services[@]}" operator; do
    ensure_key "$name" "$key_dir/internal/$name.jwk" "$key_dir/internal.jwks"
    ensure_grants "$name" "$key_dir/internal/$name.jwk" "$key_dir/internal.jwks"
  done
  ensure_service_keys
  [[ ! ${console_port:-} ]] || ensure_console_keys
}

# PROCESS PRIVATE JWKS. Each time: the key may be of a version whose processes called fewer services,
# or said nothing. A key that was rotated has an id of its own.
ensure_grants() {
  local kid further=''
  kid=$(sed -n 's/.*"kid":"\([^"]*\)".*/\1/p' -- "$2")
  [[ $1 != edge ]] || further=$(edge_grants)
  "$bin_dir/lossyctl" keys grant --kid="$kid" --process="$1" --signs="$further" --jwks_out="$3" ||
    fail "$3 could not be changed"
}

# KID PRIVATE JWKS FLAG…
ensure_key() {
  local kid=$1 private=$2 jwks=$3
  [[ -s $private && -s $jwks ]] && return
  "$bin_dir/lossyctl" keys generate --kid="$kid" --private_out="$private" --jwks_out="$jwks" "${@:4}" ||
    fail "no key could be made in $key_dir"
}
