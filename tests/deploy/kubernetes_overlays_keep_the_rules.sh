#!/usr/bin/env bash
# Each overlay of deploy/kubernetes fits the schemas, restricts each pod, permits the calls of the flags alone, and uses flags that exist
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
. tests/deploy/support/dev.sh
. tests/deploy/support/kubectl.sh

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
programs=(edge video notes agent notifications admin)

write_help() {
  local target name
  for target in "${program_targets[@]}"; do
    name=${target##*:}
    [[ " ${programs[*]} " == *" $name "* ]] || continue
    printf '# %s\n' "$name"
    "$(file_of "$target")" --help 2>&1 || true
    # The console is a second process of the same program.
    [[ $name != edge ]] || { printf '# console\n' && "$(file_of "$target")" --help 2>&1 || true; }
  done >"$work/help"
}

# The overlay of production with the component gateway in the place of ingress.
write_gateway_overlay() {
  cp -R -- deploy/kubernetes "$work/copy"
  sed -i 's#components/ingress#components/gateway#' "$work/copy/production/kustomization.yaml"
}

# The Secrets of a folder whose files have the names of those of Compose.
write_secrets() {
  local name
  mkdir -p -- "$work"/keys/{internal,postgres,bus,nats}
  for name in internal.jwks user.jwks operators.jwks edge.jwk edge.jwks bus/keys.jwks nats/{password,users.conf} \
    postgres/{password,roles.sql}; do
    printf 'x' >"$work/keys/$name"
  done
  for name in "${programs[@]}" console; do
    printf 'x' >"$work/keys/internal/$name.jwk"
    printf 'postgres:5432:lossy:%s:word\n' "$name" >"$work/keys/postgres/$name.pgpass"
  done
  deploy/kubernetes/secrets.sh "$work/keys" db.example '?sslmode=verify-full' >"$work/secrets.yaml"
  grep -q "$(printf 'postgresql://notes:word@db.example/lossy?sslmode=verify-full' | base64 -w0)" "$work/secrets.yaml" ||
    fail 'no database-url has the password, the host and the options'
}

ensure_node_modules
ensure_kubectl
bazel_run build "${program_targets[@]}"
write_help
write_secrets
write_gateway_overlay
kubectl kustomize deploy/kubernetes/development >"$work/development.yaml"
kubectl kustomize deploy/kubernetes/production >"$work/production.yaml"
kubectl kustomize "$work/copy/production" >"$work/gateway.yaml"
node tests/deploy/support/kubernetes/check.mjs "$work" <"$work/help"
