# shellcheck shell=bash
# The certificates of a stack with TLS (./dev up --tls): made by openssl, kept in the data folder, and
# renewed by ./dev up before they end. Sourced by ./dev, by supervisor.sh, and by
# deploy/compose/secrets.sh.
#
#   ca.crt, ca.key        the stack's private authority, which browsers and tools may trust
#   public.crt, .key      of the edge's listener, for localhost
#   NAME.crt, NAME.key    of each program of ours, of the operator, and of nats
#   PACKAGE.crt, .key     of a service of another project (services.sh)
#
# PostgreSQL has its own copies beside its data, because it runs as another user.

tls_dir=$data/tls
tls_days=90
# A certificate with less time left is made again.
tls_renew_seconds=$((30 * 24 * 3600))
loopback_names=DNS:localhost,IP:127.0.0.1,IP:::1

ensure_certificates() {
  local name entry
  ensure_packages openssl
  ensure_authority
  ensure_certificate public "$loopback_names"
  for name in edge "${services[@]}" operator nats postgres; do
    ensure_certificate "$name" "DNS:$name,$loopback_names"
  done
  [[ ! $console_port ]] || ensure_console_certificates
  for entry in "${extra_services[@]}"; do
    ensure_certificate "$(package_of "$entry")" "DNS:$(process_of "$entry"),$loopback_names"
  done
}

ensure_authority() {
  mkdir -p -- "$tls_dir"
  chmod 700 -- "$tls_dir"
  [[ -s $tls_dir/ca.crt && -s $tls_dir/ca.key ]] || make_authority
}

# The service has the name of its package, lossy.console.v1, too. The edge in front of it is an edge, and its
# key is that of the console.
admin_names=DNS:admin,DNS:console,$loopback_names
console_names=DNS:edge,DNS:console,$loopback_names

ensure_console_certificates() {
  ensure_certificate admin "$admin_names"
  ensure_certificate console "$console_names"
}

make_authority() {
  quiet_openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 \
    -subj '/CN=Lossy, a stack on this machine' -addext basicConstraints=critical,CA:TRUE,pathlen:0 \
    -addext keyUsage=critical,keyCertSign,cRLSign \
    -keyout "$tls_dir/ca.key" -out "$tls_dir/ca.crt"
}

# NAME NAMES [FILE]: makes a certificate that is missing, that ends soon, or that another authority
# signed: FILE.crt and FILE.key. A process reads it again by itself.
ensure_certificate() {
  local file=${3:-$tls_dir/$1}
  if [[ -s $file.crt && -s $file.key ]] &&
    openssl x509 -in "$file.crt" -noout -checkend "$tls_renew_seconds" >/dev/null 2>&1 &&
    openssl verify -CAfile "$tls_dir/ca.crt" "$file.crt" >/dev/null 2>&1; then
    return
  fi
  make_certificate "$1" "$2" "$file"
}

# NAME NAMES FILE: the key is there before the certificate that belongs to it.
make_certificate() {
  local file=$3
  quiet_openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj "/CN=$1" \
    -keyout "$file.key.new" -out "$file.csr"
  quiet_openssl x509 -req -in "$file.csr" -CA "$tls_dir/ca.crt" -CAkey "$tls_dir/ca.key" \
    -set_serial "0x$(openssl rand -hex 16)" -days "$tls_days" -out "$file.crt.new" -extfile <(
      printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$2"
      printf 'keyUsage=critical,digitalSignature\nbasicConstraints=CA:FALSE\n'
    )
  mv -- "$file.key.new" "$file.key"
  mv -- "$file.crt.new" "$file.crt"
  rm -f -- "$file.csr"
}

# Keys are never readable by others.
quiet_openssl() {
  local log=$log_dir/openssl.log
  (umask 077 && openssl "$@") >"$log" 2>&1 || fail "openssl failed: see $log"
}

# NAME: the flags of a process with its certificate, each on a line.
internal_tls_flags() {
  [[ $tls ]] || return 0
  printf -- '--tls_internal_certificate=%s\n--tls_internal_key=%s\n--tls_internal_ca=%s\n' \
    "$tls_dir/$1.crt" "$tls_dir/$1.key" "$tls_dir/ca.crt"
}

# COMMAND…: runs a program with the certificate of the operator.
with_operator_tls() {
  if [[ $tls ]]; then
    LOSSY_TLS_INTERNAL_CERTIFICATE=$tls_dir/operator.crt LOSSY_TLS_INTERNAL_KEY=$tls_dir/operator.key \
      LOSSY_TLS_INTERNAL_CA=$tls_dir/ca.crt "$@"
  else
    "$@"
  fi
}
