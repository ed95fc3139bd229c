#!/usr/bin/env bash
# The containers of deploy/compose start without a registry, play the first note of the README with TLS on every link, and survive the death of a replica
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
. tests/deploy/support/dev.sh
. tests/deploy/support/podman.sh

work=$(mktemp -d)
trap 'stop_containers; end_podman' EXIT
patience=300

compose() {
  in_podman podman-compose -p lossy -f "$work/compose/compose.yaml" "$@" >>"$work/compose.log" 2>&1
}

stop_containers() {
  local status=$?
  ((status == 0)) || show_logs
  compose down --volumes || true
}

show_logs() {
  local name
  tail -n 20 -- "$work/compose.log"
  for name in $(podman ps --all --format '{{.Names}}'); do
    printf '%s:\n' "$name"
    podman logs --tail 10 "$name" 2>&1
  done
} >&2

# The folder as an operator copies it, with an address that is free on this machine.
copy_compose() {
  address=127.0.0.1:$(free_port)
  cp -R -- deploy/compose "$work/compose"
  mkdir -- "$work/compose/secrets"
  set_variable LOSSY_LISTEN "$address"
  console=127.0.0.1:$(free_port)
  set_variable CONSOLE_LISTEN "$console"
  ln -s -- "$root/node_modules" "$work/node_modules"
  sed -n '/^```js$/,/^```$/p' README.md | sed "1d;\$d;s#ws://localhost:4000#wss://$address#" >"$work/note.mjs"
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

# NAME VALUE: in .env.
set_variable() { sed -i "s#^$1=.*#$1=$2#" "$work/compose/.env"; }

# COMMAND…: waits until it succeeds.
await() {
  local deadline=$((SECONDS + patience))
  until "$@"; do
    ((SECONDS < deadline)) || fail "after $patience s still without success: $*"
    sleep 0.2
  done
}

# ADDRESS
edge_is_ready() { curl -sf -o /dev/null --cacert "$work/compose/secrets/tls/ca.crt" "https://$1/readyz"; }

# CONTAINER
is_serving() { podman healthcheck run "$1" >/dev/null 2>&1; }

# REPLICAS: of each service.
await_all() {
  local name number
  for name in "${services[@]}"; do
    for ((number = 1; number <= $1; number++)); do await is_serving "lossy_${name}_$number"; done
  done
  for name in edge admin console; do await is_serving "lossy_${name}_1"; done
  await edge_is_ready "$address"
  await edge_is_ready "$console"
}

# FLAG…: prints a token.
make_token() {
  compose run --rm --no-deps -T operator token "$@"
  grep -E '^ey[A-Za-z0-9_-]+\.' "$work/compose.log" | tail -n 1
}

# As for the Secrets of Kubernetes, by a user who is not root.
makes_keys_without_root() {
  local folder=$work/keys
  as_root install -d -o 61000 -g 61000 "$folder"
  podman run --rm --user 61000:61000 --volume "$folder:/secrets" --entrypoint bash "$(image_reference operator)" \
    /usr/local/share/lossy/secrets.sh --keep-owner
  [[ $(as_root stat -c %u "$folder"/{internal/edge.jwk,postgres/roles.sql,tls/postgres/tls.key} | sort -u) == 61000 ]] ||
    fail 'keys that were made without root have another owner'
}

plays_the_first_note() {
  NODE_EXTRA_CA_CERTS=$work/compose/secrets/tls/ca.crt LOSSY_TOKEN=$token timeout 30 node "$work/note.mjs" >"$work/note.txt" 2>&1 &&
    grep -q "Turn down the music under the interview" "$work/note.txt"
}

must_play_the_first_note() { plays_the_first_note || fail "no note: $(cat -- "$work/note.txt")"; }

# CONTAINER: its processes can do little besides their work.
is_confined() {
  local facts
  facts=$(podman inspect --format '{{.HostConfig.ReadonlyRootfs}} {{.EffectiveCaps}} {{.HostConfig.SecurityOpt}} {{.Config.User}}' "$1")
  [[ $facts =~ ^true\ \[\]\ \[no-new-privileges(:true)?\]\ [1-9] ]] || fail "$1 is not confined: $facts"
  facts=$(podman inspect --format '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}}' "$1")
  [[ $facts =~ ^[1-9][0-9]*\ [1-9][0-9]*\ [1-9][0-9]*$ ]] || fail "$1 has no limits: $facts"
}

# CONTAINER SECRET…: has these files and folders alone.
has_secrets() {
  local wanted given
  wanted=$(printf '%s\n' "${@:2}" | sort)
  given=$(podman inspect --format '{{range .Mounts}}{{if eq .Type "bind"}}{{.Source}}{{"\n"}}{{end}}{{end}}' "$1" |
    sed -n "s#^$work/compose/secrets/##p" | sort)
  [[ $given == "$wanted" ]] || fail "$1 has the secrets $given"
}

each_has_its_own_secrets() {
  local name
  has_secrets lossy_edge_1 edge.jwk edge.jwks user.jwks internal.jwks internal/edge.jwk tls/edge tls/public
  for name in video notes agent; do
    has_secrets "lossy_${name}_1" internal.jwks "internal/$name.jwk" "postgres/$name.pgpass" "tls/$name"
  done
  has_secrets lossy_notifications_1 internal.jwks internal/notifications.jwk \
    postgres/notifications.pgpass bus/keys.jwks nats/password tls/notifications
  has_secrets lossy_admin_1 internal.jwks internal/admin.jwk tls/admin
  has_secrets lossy_console_1 edge.jwk edge.jwks operators.jwks internal.jwks internal/console.jwk tls/console tls/public
  has_secrets lossy_nats_1 nats/users.conf tls/nats
  has_secrets lossy_postgres_1 postgres/password postgres/roles.sql tls/postgres
}

# CONTAINER NETWORK…
is_in_networks() {
  local given
  given=$(podman inspect --format '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}' "$1")
  [[ $given == "$(printf 'lossy_%s ' "${@:2}")" ]] || fail "$1 is in the networks $given"
}

networks_are_separate() {
  for name in edge console; do is_in_networks "lossy_${name}_1" edge services; done
  is_in_networks lossy_admin_1 services
  is_in_networks lossy_postgres_1 data
  is_in_networks lossy_nats_1 data
  for name in video notes notifications; do is_in_networks "lossy_${name}_1" data services; done
  [[ $(podman network inspect --format '{{.Internal}}' lossy_data lossy_services | sort -u) == true ]] ||
    fail 'a network of the services has a way to the internet'
}

# The operator's certificate is accepted by each process, and each shows one with its own name.
doctor_finds_nothing() { compose run --rm --no-deps -T operator doctor; }

# TOKEN: the overview of the console, by HTTP.
overview() {
  curl -sS --max-time 20 --cacert "$work/compose/secrets/tls/ca.crt" -H "Authorization: Bearer $1" \
    -H 'Content-Type: application/json' -d '{}' "https://$console/api/topics/admin:overview/get_overview"
}

console_sees_all() {
  local seen
  seen=$(overview "$operator_token" | jq -r '[.overview.replicas[] | select(.problem == "") | .program] | sort | join(" ")')
  # The console's own edge is the second one.
  [[ $seen == 'admin agent edge edge notes notifications video' ]]
}

console_is_for_operators() {
  local answer
  answer=$(overview "$token")
  [[ $answer == *'"unauthenticated"'* ]] || fail "the console answers a reviewer: $answer"
  curl -sf --cacert "$work/compose/secrets/tls/ca.crt" "https://$console/" | grep -q '<html' || fail 'the console has no page'
}

# CONNECTION FLAG…: psql beside PostgreSQL.
sql() {
  podman run --rm --network=container:lossy_postgres_1 --entrypoint=psql \
    --env PGPASSWORD="$(as_root cat -- "$work/compose/secrets/postgres/password")" "$(image_reference postgres)" \
    --no-align --tuples-only "$@"
}

database_demands_tls() {
  local answer
  answer=$(sql 'host=127.0.0.1 user=video dbname=lossy sslmode=disable' -c 'SELECT 1' 2>&1) || true
  [[ $answer == *'no encryption'* ]] || fail "PostgreSQL answers a client without TLS: $answer"
  answer=$(sql 'host=127.0.0.1 user=lossy dbname=lossy sslmode=require' -c 'SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
    WHERE client_addr IS NOT NULL')
  [[ $answer == t ]] || fail 'a service is connected to PostgreSQL without TLS'
}

# Debian's Prometheus stands for the image of its maintainers.
make_prometheus_image() {
  local folder=$work/prometheus
  ensure_packages "${observe_packages[@]}"
  mkdir -p -- "$folder"/{etc/prometheus,prometheus,tmp,usr/bin}
  chmod 777 -- "$folder"/{prometheus,tmp}
  cp --parents -L -- /lib/x86_64-linux-gnu/libc.so.6 /lib64/ld-linux-x86-64.so.2 "$folder"
  cp -- /usr/bin/prometheus "$folder/usr/bin/"
  tar -C "$folder" -cf - . | podman import --quiet --change 'ENTRYPOINT ["/usr/bin/prometheus"]' - \
    localhost/lossy-prometheus:test >/dev/null
}

start_prometheus() {
  cp -R -- deploy/prometheus/rules deploy/grafana "$work/compose/"
  observer=127.0.0.1:$(free_port)
  set_variable PROMETHEUS_IMAGE localhost/lossy-prometheus:test
  set_variable PROMETHEUS_LISTEN "$observer"
  compose -f "$work/compose/observe.yaml" up --detach --no-deps prometheus
}

prometheus_scrapes_all() {
  curl -sf --data-urlencode 'query=count(up{job="lossy"} == 1)' "http://$observer/api/v1/query" | grep -q '"7"'
}

grafana_gets_its_files() {
  local folder
  folder=$(sed -n 's/.*{path: \(.*\)}.*/\1/p' deploy/grafana/provisioning/dashboards/*.yaml)
  grep -qF "./grafana/dashboards:$folder:ro" deploy/compose/observe.yaml || fail "no dashboards are mounted at $folder"
  # shellcheck disable=SC2016
  grep -qF 'url: ${PROMETHEUS_URL}' deploy/grafana/provisioning/datasources/*.yaml || fail 'the source has another address'
}

# CONTAINER: as by the kernel when memory is short.
kill_process() { as_root kill -KILL "$(podman inspect --format '{{.State.Pid}}' "$1")"; }

restart_count() { podman inspect --format '{{.RestartCount}}' "$1"; }
has_restarted() { (($(restart_count "$1") > 0)); }

ensure_packages curl jq
start_podman
ensure_node_modules
ensure_images
load_images "${image_names[@]}"
makes_keys_without_root
copy_compose
compose run --rm --no-deps -T secrets
# Before the start: while a container comes or goes, podman's name server loses questions for seconds.
token=$(make_token --key=/run/secrets/user.jwk --user=ana)
operator_token=$(make_token --user=olga --audience=lossy.console.v1)
compose up --detach
await_all 1
must_play_the_first_note
for name in edge admin console nats postgres "${services[@]}"; do is_confined "lossy_${name}_1"; done
each_has_its_own_secrets
networks_are_separate
database_demands_tls
await doctor_finds_nothing
await console_sees_all
console_is_for_operators
grafana_gets_its_files
make_prometheus_image
start_prometheus
await prometheus_scrapes_all

for name in "${services[@]}"; do set_variable "${name^^}_REPLICAS" 2; done
compose up --detach
await_all 2
must_play_the_first_note

for name in notes_1 notifications_2; do kill_process "lossy_$name"; done
await plays_the_first_note
for name in notes_1 notifications_2; do await has_restarted "lossy_$name"; done
await_all 2
must_play_the_first_note
