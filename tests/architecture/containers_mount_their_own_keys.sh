#!/usr/bin/env bash
# A container has the private key, the certificate and the database role of its own process, and no password in sight
set -uo pipefail
cd "$(dirname "$0")/../../deploy" || exit

status=0
complain() {
  printf '%s\n' "$*"
  status=1
}

# The lines of a service in compose.yaml.
service() {
  awk -v name="$1" '/^  [a-z]+:$/ { mine = ($1 == name ":") } /^[a-z]/ { mine = 0 } mine' \
    compose/compose.yaml
}

for name in edge video agent notes notifications admin console; do
  keys=$(service "$name" | grep -o 'source: [a-z-]*-key,' | sort | tr '\n' ' ')
  sources="source: $name-key, "
  [[ $name != edge ]] || sources="source: edge-key, source: edge-token-key, "
  [[ $name != console ]] || sources="source: console-key, source: edge-token-key, "
  [[ $keys == "$sources" ]] || complain "compose: $name has the secrets $keys"
  folders=$(service "$name" | grep -o 'LOSSY_SECRETS}[^:]*:/tls:ro' || true)
  [[ $folders == "LOSSY_SECRETS}/tls/$name:/tls:ro" ]] || complain "compose: $name has the certificates $folders"

  keys=$(grep -oE '(secretName|name): (lossy-[a-z]+|[a-z-]+-tls)' "kubernetes/base/$name.yaml" |
    grep -vw lossy-database | sed 's/.*: //' | sort -u | tr '\n' ' ')
  wanted=("lossy-$name" "$name-tls")
  [[ $name != edge ]] || wanted+=(edge-public-tls)
  [[ $keys == "$(printf '%s\n' "${wanted[@]}" | sort | tr '\n' ' ')" ]] ||
    complain "kubernetes: $name has the secrets $keys"
done

for name in video agent notes notifications; do
  service "$name" | grep -q "postgresql://$name@" || complain "compose: $name has another role"
  grep -q "{name: lossy-$name, key: database-url}" "kubernetes/base/$name.yaml" ||
    complain "kubernetes: $name has another role"
done
passwords=$(grep -rnE --exclude=secrets.sh 'postgresql://[^/@ ]*:[^/@ ]+@' compose kubernetes)
[[ -z $passwords ]] || complain "a password: $passwords"
exit "$status"
