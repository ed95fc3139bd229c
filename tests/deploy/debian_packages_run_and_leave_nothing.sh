#!/usr/bin/env bash
# The Debian packages are installed, play the first note, are upgraded, and a purge leaves nothing
#
# A Debian system in a folder, without systemd as its first process: the test reads the command of each
# program from its unit, gives it the credentials that the unit names, and plays the service manager
# that it notifies.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
. tests/deploy/support/dev.sh
. deploy/local/roles.sh
. deploy/debian/packages.sh

names=(notifications video notes agent edge admin console)
# Stands for the user that systemd would make.
user=61000
# In seconds.
longest_start=60

# Everything that listens does so in a network of its own.
if [[ ${1:-} != inside ]]; then
  ensure_packages "${deb_tools[@]}" curl iproute2 jq mmdebstrap python3 systemd util-linux
  work=$(mktemp -d)
  trap 'as_root rm -rf --one-file-system -- "$work"' EXIT
  make_debs "$work/debs"
  as_root unshare --mount --net --pid --fork --kill-child bash "$0" inside "$work"
  exit
fi

work=$2
system=$work/system

inside() { chroot "$system" "$@"; }
exec_inside() { exec chroot "$system" "$@"; }

# COMMAND…: of PostgreSQL, as its user.
inside_postgres() {
  inside setpriv --reuid=postgres --regid=postgres --clear-groups "/usr/lib/postgresql/15/bin/$1" "${@:2}" >/dev/null
}

# Makes each package a second time and compares the bytes.
are_the_same_again() {
  local first
  first=$(cd "$work/debs" && sha256sum ./*.deb)
  make_debs "$work/again" --programs="$bin_dir" >/dev/null
  (cd "$work/again" && sha256sum --quiet --check <<<"$first") || fail 'the packages differ when they are made again'
}

make_system() {
  mkdir -p -- "$system"
  unpack_base "$system"
  mount -t proc proc "$system/proc"
  mount --rbind /dev "$system/dev"
  ip link set lo up
  # The tests of this machine read them by the programs of this machine.
  printf '127.0.0.1 localhost\n' >"$system/etc/hosts"
}

# FOLDER
install_packages() {
  mkdir -p -- "$system/packages"
  cp -- "$1"/*.deb "$system/packages/"
  inside env DEBIAN_FRONTEND=noninteractive bash -c 'dpkg --install /packages/*.deb' >"$work/dpkg.log" 2>&1 || {
    cat -- "$work/dpkg.log"
    fail 'the packages cannot be installed'
  }
  rm -rf -- "$system/packages"
}

units_are_right() {
  local name unit output
  for name in "${names[@]}"; do
    unit=$system/lib/systemd/system/lossy-$name.service
    systemd-analyze security --offline=true --no-pager --threshold=25 "$unit" >"$work/security" ||
      fail "the unit of $name is too open: $(tail -n 1 -- "$work/security")"
    # The system of the test has no systemd, so this machine's reads the unit.
    sed "s|/usr/bin/lossy-|$system&|" "$unit" >"$work/lossy-$name.service"
    output=$(systemd-analyze verify --man=no "$work/lossy-$name.service" 2>&1 | grep -F "lossy-$name" || true)
    [[ -z $output ]] || fail "the unit of $name: $output"
  done
}

make_keys() {
  local name
  for name in "${names[@]}" operator; do
    inside lossyctl keys generate --kid="$name" --private_out="/etc/lossy/keys/internal/$name.jwk" \
      --jwks_out=/etc/lossy/keys/internal.jwks
  done
  for name in users edge-token; do
    inside lossyctl keys generate --kid="$name" --private_out="/etc/lossy/keys/$name.jwk" \
      --jwks_out="/etc/lossy/keys/$name.jwks"
  done
  jq '{keys: [.keys[] | select(.lossy_process == "operator")]}' "$system/etc/lossy/keys/internal.jwks" \
    >"$system/etc/lossy/keys/operators.jwks"
}

start_database() {
  local name
  inside install -d -o postgres /var/lib/postgresql/test /run/postgresql
  inside install -o postgres -m 600 /dev/stdin /run/postgresql/password <<<postgres
  inside_postgres initdb --auth=scram-sha-256 --pwfile=/run/postgresql/password -D /var/lib/postgresql/test --no-sync
  inside_postgres pg_ctl -D /var/lib/postgresql/test -w --log=/var/lib/postgresql/log \
    -o '-c listen_addresses=127.0.0.1 -c fsync=off' start
  sql postgres <<<'CREATE DATABASE lossy;'
  {
    roles_sql lossy
    for name in "${database_services[@]}"; do printf "ALTER ROLE %s PASSWORD 'of-%s';\n" "$name" "$name"; done
  } | sql lossy
  for name in "${database_services[@]}"; do
    printf 'localhost:5432:lossy:%s:of-%s\n' "$name" "$name" >"$system/etc/lossy/keys/$name.pgpass"
    chmod 600 -- "$system/etc/lossy/keys/$name.pgpass"
  done
}

# DATABASE: reads standard input.
sql() { inside env PGPASSWORD=postgres psql --quiet --set=ON_ERROR_STOP=1 -h 127.0.0.1 -U postgres -d "$1" >/dev/null; }

# NAME: the credentials that its unit loads, for its user alone.
load_credentials() {
  local unit=$system/lib/systemd/system/lossy-$1.service folder=$system/run/credentials/lossy-$1.service
  local line id
  rm -rf -- "$folder"
  mkdir -p -- "$folder"
  while read -r line; do printf '%s' "${line#*:}" >"$folder/${line%%:*}"; done \
    < <(sed -n 's/^SetCredential=//p' "$unit")
  while read -r line; do
    id=${line%%:*}
    [[ ! -e $system${line#*:} ]] || cp -- "$system${line#*:}" "$folder/$id"
  done < <(sed -n 's/^LoadCredential=//p' "$unit")
  chown -R "$user:$user" -- "$folder"
  chmod -R u=rX,go= -- "$folder"
}

# NAME: the words of its ExecStart, and its reports to the socket of the test.
start_program() {
  local name=$1 unit=$system/lib/systemd/system/lossy-$1.service command group state
  load_credentials "$name"
  read -r -a command < <(sed -n 's/^ExecStart=//p' "$unit" | sed "s|%d|/run/credentials/lossy-$name.service|g")
  group=$(inside getent group lossy | cut -d: -f3)
  state=$(sed -n 's/^StateDirectory=//p' "$unit")
  [[ ! $state ]] || inside install -d -o "$user" -m 700 "/var/lib/private/$state"
  [[ ! $state ]] || ln -sfn -- "private/$state" "$system/var/lib/$state"
  # The parent folder is closed to other users, except to those that systemd makes.
  chmod 755 -- "$system/var/lib/private" 2>/dev/null || true
  # The signal for the stop must reach the program itself.
  exec_inside env -i PATH=/usr/bin:/bin NOTIFY_SOCKET="/run/notify/$name" WATCHDOG_USEC=2000000 \
    setpriv --reuid="$user" --regid="$user" --groups="$group" --no-new-privs --bounding-set=-all -- \
    "${command[@]}" 2>"$work/$name.log" &
  pids[$name]=$!
}

# TEXT COMMAND…
await() {
  local text=$1 deadline=$((SECONDS + longest_start))
  until "${@:2}"; do
    ((SECONDS < deadline)) || {
      tail -n 5 -- "$work"/*.log "$reports" >&2
      fail "waited in vain for $text"
    }
    sleep 0.2
  done
}

reported() { grep -qxF -- "$1" "$reports"; }

declare -A pids=()
start_all() {
  local name
  reports=$system/run/notify/reports
  rm -rf -- "$system/run/notify"
  mkdir -p -- "$system/run/notify"
  python3 tests/deploy/support/notify_listener.py "$system/run/notify" "${names[@]}" &
  listener=$!
  await 'the listener' test -S "$system/run/notify/edge"
  for name in "${names[@]}"; do start_program "$name"; done
  for name in "${names[@]}"; do
    await "$name to be ready" reported "$name READY=1"
    await "the life of $name" reported "$name WATCHDOG=1"
  done
}

stop_all() {
  local name
  for name in console admin edge agent notes video notifications; do
    kill -TERM "${pids[$name]}"
    wait "${pids[$name]}" || fail "$name ended with an error: $(tail -n 3 -- "$work/$name.log")"
    reported "$name STOPPING=1" || fail "$name did not report its stop"
  done
  kill "$listener"
  wait "$listener" 2>/dev/null || true
}

api() {
  curl -sS --fail-with-body --max-time 20 -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -d "$2" "http://localhost:4000/api/topics/$1"
}

first_note() {
  token=$(inside lossyctl token --key=/etc/lossy/keys/users.jwk --user=ana)
  video=$(api video:meta/video_detected \
    '{"platform": "youtube", "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "title": "First cut"}' | jq -r .video_id)
  api "notes:video:$video/create_note" \
    '{"request_id": "first", "text": "Turn down the music", "timestamp_seconds": 42.5}' >/dev/null
  curl -sS --fail --max-time 20 http://localhost:4000/ | grep -q '<html' || fail 'the edge serves no studio'
}

has_the_note() {
  api "notes:video:$video/get_notes" '{}' | grep -q 'Turn down the music' || fail 'the note is lost'
}

doctor_finds_nothing() {
  inside lossyctl doctor --key=/etc/lossy/keys/internal/operator.jwk --admin=127.0.0.1:4105 --user_key=/etc/lossy/keys/users.jwk \
    --database_url='postgresql://{service}@localhost:5432/lossy?passfile=/etc/lossy/keys/{service}.pgpass' \
    >"$work/doctor" || {
    cat -- "$work/doctor"
    fail 'doctor finds faults'
  }
}

# Each process answers the console, and lossyctl: at a slow moment one may be late.
console_shows_all() {
  await 'the console to show all processes' console_sees_all
  curl -sS --fail --max-time 20 http://localhost:4400/ | grep -q '<html' || fail 'the console has no page'
  await 'all processes to be ready' all_are_ready
}

console_sees_all() {
  local operator seen
  operator=$(inside lossyctl token --key=/etc/lossy/keys/internal/operator.jwk --user=olga --audience=lossy.console.v1)
  seen=$(curl -sS --max-time 20 -H "Authorization: Bearer $operator" -H 'Content-Type: application/json' -d '{}' \
    http://localhost:4400/api/topics/admin:overview/get_overview |
    jq -r '[.overview.replicas[] | select(.problem == "") | .program] | sort | join(" ")')
  [[ $seen == 'admin agent edge edge notes notifications video' ]]
}

all_are_ready() {
  inside lossyctl status --key=/etc/lossy/keys/internal/operator.jwk --admin=127.0.0.1:4105 \
    --console_admin=127.0.0.1:4106 >"$work/status" 2>&1
}

lossyctl_works() {
  local script
  inside lossyctl probe --user_key=/etc/lossy/keys/users.jwk >"$work/probe" || fail 'the probe fails'
  for script in bash-completion/completions/lossyctl zsh/vendor-completions/_lossyctl; do
    inside grep -q "'keys generate'" "/usr/share/$script" || fail "/usr/share/$script completes nothing"
  done
}

configurations_are_right() {
  local name flags program
  for name in "${names[@]}"; do
    program=lossy-$name
    [[ $name != console ]] || program=lossy-edge
    flags=("--internal_key=/etc/lossy/keys/internal/$name.jwk" "--flagfile=/etc/lossy/$name.flags")
    [[ $program != lossy-edge ]] || flags+=(--token_key=/etc/lossy/keys/edge-token.jwk)
    inside "$program" --check_config "${flags[@]}" >"$work/config" 2>&1 ||
      fail "the configuration of $name: $(cat -- "$work/config")"
  done
}

# The packages of a later version, which change nothing else.
make_upgrade() {
  local package
  mkdir -p -- "$work/later"
  for package in "$work"/debs/*.deb; do
    rm -rf -- "$work/unpacked"
    dpkg-deb --raw-extract "$package" "$work/unpacked"
    sed -i -E "s/^(Version: .*)/\1+later/; s/(lossy-(common|edge) \(= [^)]*)\)/\1+later)/g" "$work/unpacked/DEBIAN/control"
    dpkg-deb --root-owner-group -Zgzip --build "$work/unpacked" "$work/later/$(basename "$package")" >/dev/null
  done
}

upgrade_keeps_changes() {
  printf -- '--drain_ms=1234\n' >>"$system/etc/lossy/edge.flags"
  make_upgrade
  install_packages "$work/later"
  [[ $(inside dpkg-query -W -f '${Version}' lossy-edge) == *+later ]] || fail 'the upgrade has the old version'
  grep -q -- '--drain_ms=1234' "$system/etc/lossy/edge.flags" || fail "the upgrade lost the operator's flag"
}

purge_leaves_nothing() {
  local left
  inside env DEBIAN_FRONTEND=noninteractive dpkg --purge lossyctl \
    lossy-{console,admin,edge,agent,notes,video,notifications} \
    lossy-common >"$work/dpkg.log" 2>&1 || fail "the packages cannot be purged: $(cat -- "$work/dpkg.log")"
  # Keys and passwords are the operator's.
  left=$(find "$system/etc" "$system/lib/systemd" "$system/usr" "$system/var" -xdev -iname '*lossy*' \
    ! -path "$system/etc/lossy" ! -path "$system/var/lib/dpkg/*" ! -path "$system/var/cache/*" -print
    find "$system/etc/lossy" -type f ! -path '*/keys/*')
  [[ -z $left ]] || fail "the purge leaves $left"
  ! inside getent group lossy >/dev/null || fail 'the purge leaves the group'
  [[ -s $system/etc/lossy/keys/internal/edge.jwk ]] || fail "the purge removed the operator's keys"
}

are_the_same_again
make_system
install_packages "$work/debs"
units_are_right
make_keys
start_database
configurations_are_right
start_all
first_note
doctor_finds_nothing
console_shows_all
lossyctl_works
stop_all
upgrade_keeps_changes
start_all
has_the_note
stop_all
purge_leaves_nothing
inside_postgres pg_ctl -D /var/lib/postgresql/test -m immediate stop
