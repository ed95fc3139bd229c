# shellcheck shell=bash
# A PostgreSQL of the stack's own: Unix socket only, its settings as durable as they come. Sourced
# by ./dev and by supervisor.sh.

. "$root/deploy/local/roles.sh"

postgres_bin=/usr/lib/postgresql/15/bin
# A Unix socket's path has at most 107 bytes, and PostgreSQL adds a name to the folder's.
max_socket_dir=$((107 - 14))

# PostgreSQL refuses to run as root.
as_postgres() {
  if ((EUID)); then
    "$@"
  else
    setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"
  fi
}

# The cluster and its socket may have to live elsewhere: each of the two files names the place.
cluster_dir() { cat -- "$data/postgres.cluster"; }
socket_dir() { cat -- "$data/postgres.socket"; }

ensure_cluster() {
  [[ -s $data/postgres.cluster && -d $(cluster_dir) ]] || place_cluster
  [[ -s $data/postgres.socket && -d $(socket_dir) ]] || place_socket
  [[ -s $(cluster_dir)/PG_VERSION ]] || create_cluster
  [[ ! $tls ]] || install_postgres_tls
  ensure_roles
}

# Before each start, so that a database that an earlier version made gets them too.
ensure_roles() {
  local log=$log_dir/postgres.log answer
  answer=$(cd / && roles_sql lossy |
    as_postgres "$postgres_bin/postgres" --single -D "$(cluster_dir)/data" lossy 2>&1)
  printf '%s\n' "$answer" >>"$log"
  [[ $answer != *ERROR:* && $answer != *FATAL:* ]] ||
    fail "the services' database roles could not be made: see $log"
}

place_cluster() {
  local dir=$data/postgres
  if ! as_postgres test -x "$data"; then
    mkdir -p /var/lib/lossy
    dir=$(mktemp -d /var/lib/lossy/XXXXXXXX)
    say "the user postgres cannot reach $data: the database is in $dir"
  fi
  own_dir "$dir"
  printf '%s\n' "$dir" >"$data/postgres.cluster"
}

place_socket() {
  local LC_ALL=C dir
  dir=$(cluster_dir)/socket
  # In the lists of PostgreSQL and libpq a comma or a space would end the path.
  if ((${#dir} > max_socket_dir)) || [[ $dir == *[!A-Za-z0-9/._-]* ]]; then
    dir=$(mktemp -d /tmp/lossy-XXXXXXXX)
  fi
  own_dir "$dir"
  printf '%s\n' "$dir" >"$data/postgres.socket"
}

own_dir() {
  mkdir -p -- "$1"
  chmod 700 -- "$1"
  ((EUID)) || chown postgres:postgres -- "$1"
}

# Made beside its place and moved there when it is whole, so that a run that was cut off is no harm.
create_cluster() {
  local dir draft log=$log_dir/postgres.log
  dir=$(cluster_dir)
  draft=$dir/draft
  say "creating a database in $dir"
  rm -rf -- "$draft"
  (cd / && as_postgres "$postgres_bin/initdb" -D "$draft" -U lossy -A trust -E UTF8 \
    --locale=C.UTF-8 --no-instructions) >>"$log" 2>&1 || fail "initdb failed: see $log"
  (cd / && as_postgres "$postgres_bin/postgres" --single -D "$draft" postgres) \
    <<<'CREATE DATABASE lossy' >>"$log" 2>&1 || fail "no database could be made: see $log"
  as_postgres mv -T -- "$draft" "$dir/data"
  as_postgres cp -- "$dir/data/PG_VERSION" "$dir/PG_VERSION"
}

# PROGRAM: as its own role. Every user who can open the folder of the socket is trusted: there is no password.
database_url() {
  if [[ $tls ]]; then
    tls_database_url "$1"
    return
  fi
  printf 'postgresql:///lossy?user=%s&host=%s' "$1" "$(percent_encode "$(socket_dir)")"
}

tls_database_url() {
  local dir
  dir=$(percent_encode "$tls_dir")
  printf 'postgresql://%s@localhost:%s/lossy?hostaddr=127.0.0.1&sslmode=verify-full' \
    "$1" "${port_of[postgres]}"
  printf '&sslrootcert=%s/ca.crt&sslcert=%s/%s.crt&sslkey=%s/%s.key' "$dir" "$dir" "$1" "$dir" "$1"
}

# Beside the data, for the user of the database alone.
install_postgres_tls() {
  local dir name
  dir=$(cluster_dir)/tls
  own_dir "$dir"
  printf 'local all all trust\nhostssl lossy all 127.0.0.1/32 cert\n' >"$dir/pg_hba.conf"
  for name in postgres.crt postgres.key ca.crt; do
    install -m 600 -- "$tls_dir/$name" "$dir/$name"
  done
  ((EUID)) || chown postgres:postgres -- "$dir"/*
}

percent_encode() {
  local LC_ALL=C text=$1 out='' char i
  for ((i = 0; i < ${#text}; i++)); do
    char=${text:i:1}
    [[ $char == [A-Za-z0-9/._-] ]] || printf -v char '%%%02X' "'$char"
    out+=$char
  done
  printf '%s' "$out"
}
