# shellcheck shell=bash
# Debian's packages: which ones are needed, and how they get here. Sourced by ./dev.

build_packages=(
  bazel-bootstrap bazel-rules-java g++
  libabsl-dev libboost1.81-dev libcurl4-openssl-dev libgrpc++-dev libnats-dev libpq-dev
  libprotobuf-dev libre2-dev libsimdjson-dev
  libssl-dev prometheus-cpp-dev protobuf-compiler protobuf-compiler-grpc
  libavcodec-dev libavformat-dev libavutil-dev libswresample-dev libpocketsphinx-dev
  pocketsphinx-en-us
  libbenchmark-dev libgmock-dev libgtest-dev
  nats-server postgresql-15 zlib1g-dev
)
check_packages=(clang-19 clang-format-19 shellcheck)
fuzz_packages=(clang-19 libclang-rt-19-dev lld-19)

# Servers that the Node suites put between the product and its clients, or its database.
between_packages=(caddy haproxy nginx pg-auto-failover-cli pgbackrest pgbouncer postgresql-15-auto-failover)

# tests/integration/tls.test.mjs makes certificates, and records the packets of a stack.
tls_packages=(openssl tcpdump)

# The example in Python runs with Debian's packages (docs/services.md).
example_packages=(python3 python3-cryptography python3-grpcio python3-jwt python3-protobuf)

# lossyctl completes command lines in it.
shell_packages=(zsh)

# xmllint validates exported XML.
document_packages=(libxml2-utils python3)

# Prometheus scrapes a stack; promtool, which is in its package, tests the alerts.
observe_packages=(prometheus)

# The studio is also used in Firefox, and by a voice that is in no recording.
studio_packages=(espeak-ng firefox-esr)

# Node may have come from elsewhere, with its own npm.
node_packages() {
  command -v node >/dev/null || printf 'nodejs\n'
  command -v npm >/dev/null || printf 'npm\n'
}

# The tests drive a real browser; any Chromium will do.
ensure_browser() {
  command -v chromium >/dev/null || ensure_packages chromium
}

missing_packages() {
  local installed name
  # dpkg-query fails if it does not know one of the packages.
  installed=$({ dpkg-query -W -f='${db:Status-Abbrev}${Package}\n' -- "$@" 2>/dev/null || true; } |
    sed -n 's/^.i *//p')
  for name in "$@"; do
    grep -qxF -- "$name" <<<"$installed" || printf '%s\n' "$name"
  done
}

ensure_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  require_apt "${missing[@]}"
  say "installing Debian packages: ${missing[*]}"
  as_root apt-get -qq update || fail "apt-get update failed"
  if [[ " ${missing[*]} " == *' postgresql-15 '* ]]; then
    without_services without_default_cluster apt_install "${missing[@]}"
  else
    without_services apt_install "${missing[@]}"
  fi || exit 1
}

require_apt() {
  command -v apt-get >/dev/null || fail "this needs Debian's packages: $*"
  ((EUID == 0)) || command -v sudo >/dev/null ||
    fail "not root, and there is no sudo. Please run as root: apt-get install $*"
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -- "$@"; fi
}

apt_install() {
  local log
  log=$(mktemp)
  if ! without_turn as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -y -o Dpkg::Use-Pty=0 install --no-install-recommends -- "$@" 2>&1 |
    tee -- "$log" | show_latest; then
    tail -n 20 -- "$log" >&2
    fail "apt-get could not install: $*"
  fi
  rm -f -- "$log"
}

# To install a server would also start it, on ports of its own choice.
without_services() {
  local policy=/usr/sbin/policy-rc.d status=0
  if [[ -e $policy ]]; then
    "$@"
    return
  fi
  printf '#!/bin/sh\nexit 101\n' | as_root tee -- "$policy" >/dev/null
  as_root chmod 755 -- "$policy"
  ("$@") || status=$?
  as_root rm -f -- "$policy"
  return "$status"
}

# Installing the server would also make and start an unwanted database cluster.
without_default_cluster() {
  local config=/etc/postgresql-common/createcluster.conf saved status=0
  apt_install postgresql-common
  saved=$(mktemp)
  cp -- "$config" "$saved"
  as_root pg_conftool "$config" set create_main_cluster off
  ("$@") || status=$?
  as_root cp -- "$saved" "$config"
  rm -f -- "$saved"
  return "$status"
}
