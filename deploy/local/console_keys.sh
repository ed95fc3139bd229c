# shellcheck shell=bash
# The keys of the operators' console of a stack (./dev up --console). Sourced by ./dev and
# by deploy/compose/secrets.sh.
#
#   internal/admin.jwk      of the service, which acts as an operator at every process
#   internal/console.jwk    of the edge in front of it, which signs for that service alone
#   operators.jwks          the public keys of operators, whose tokens that edge accepts

ensure_console_keys() {
  local name keys
  for name in admin console; do
    ensure_key "$name" "$key_dir/internal/$name.jwk" "$key_dir/internal.jwks"
    ensure_grants "$name" "$key_dir/internal/$name.jwk" "$key_dir/internal.jwks"
  done
  # lossyctl writes a key a line. A key that was rotated has another id, and the same process.
  mapfile -t keys < <(sed -n '/"lossy_process":"operator"/s/,*$//p' -- "$key_dir/internal.jwks")
  ((${#keys[@]})) || fail "$key_dir/internal.jwks has no key of an operator"
  (IFS=, && printf '{"keys":[\n%s\n]}\n' "${keys[*]}") >"$key_dir/operators.jwks.new"
  mv -- "$key_dir/operators.jwks.new" "$key_dir/operators.jwks"
}
