# shellcheck shell=bash
# The keys of the operators' console of a stack (./dev up --console). Sourced by ./dev.
#
#   internal/admin.jwk      of the service, which acts as an operator at every process
#   internal/console.jwk    of the edge in front of it, which signs for that service alone
#   operators.jwks          the public keys of operators, whose tokens that edge accepts

ensure_console_keys() {
  local name
  for name in admin console; do
    ensure_key "$name" "$key_dir/internal/$name.jwk" "$key_dir/internal.jwks"
    ensure_grants "$name" "$key_dir/internal/$name.jwk" "$key_dir/internal.jwks"
  done
  # A key that was rotated has another id, and the same process.
  node -e 'const { keys } = JSON.parse(require("fs").readFileSync(0, "utf8"));
    const operators = keys.filter(({ lossy_process }) => lossy_process === "operator");
    process.stdout.write(`${JSON.stringify({ keys: operators })}\n`);' \
    <"$key_dir/internal.jwks" >"$key_dir/operators.jwks.new" &&
    mv -- "$key_dir/operators.jwks.new" "$key_dir/operators.jwks" ||
    fail "the operators' keys could not be read from $key_dir/internal.jwks"
}
