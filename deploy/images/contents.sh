# shellcheck shell=bash
# The contents of each image: contents_NAME fills $tree and sets $entrypoint, $user, $ports,
# $health, the target of the program health that checks a container, $owned, the folders of the user, and
# $shared, the folders in which each user may write. $programs has our programs and the descriptor sets,
# $site the studio and $console the page of operators. Sourced by images.sh.

image_names=(edge video notes agent notifications admin operator postgres nats)

# The user of every image but PostgreSQL's, whose number is that of the image of its maintainers.
lossy_user=10001
postgres_user=999

# The same image serves reviewers, and in another container the operators.
contents_edge() {
  program_image edge 4000 4200
  add_health http://127.0.0.1:4000/readyz
  install -m 644 -- "$programs"/{video,notes,agent,console}_descriptors.binpb "$tree/usr/local/share/lossy/"
  cp -R -- "$site" "$tree/usr/local/share/lossy/site"
  cp -R -- "$console" "$tree/usr/local/share/lossy/console"
}

contents_video() { service_image video 4101 4201; }
contents_notes() { service_image notes 4103 4203; }
contents_admin() { service_image admin 4105 4205; }

contents_agent() {
  service_image agent 4102 4202
  add_programs "$programs/speech_worker"
  take /usr/share/pocketsphinx/model/en-us
  take_authorities
}

contents_notifications() {
  service_image notifications 4104 4204
  take_authorities
}

# PROGRAM PORT METRICS_PORT
service_image() {
  program_image "$@"
  add_health "127.0.0.1:$2"
}

# TARGET
add_health() {
  add_programs "$programs/health"
  health=$1
}

program_image() {
  add_user lossy "$lossy_user"
  user=$lossy_user:$lossy_user entrypoint=/usr/local/bin/$1 ports=("${@:2}")
  add_programs "$programs/$1"
}

# With a shell, for the script that makes the secrets of deploy/compose.
contents_operator() {
  local name tools=(bash basenc cat chmod chown cp date head mkdir mv openssl rm sed tr)
  program_image lossyctl
  add_programs "$programs/health"
  take_authorities
  for name in "${tools[@]}"; do take_programs "$(as_root chroot "$base" bash -c "type -P $name")"; done
  take /etc/ssl/openssl.cnf /usr/lib/ssl/openssl.cnf
  install -m 644 -- "$root"/deploy/local/{bus_keys,certificates,console_keys,keys,roles,services}.sh \
    "$root/deploy/compose/secrets.sh" "$tree/usr/local/share/lossy/"
}

contents_postgres() {
  local folder=/usr/lib/postgresql/15 name modules
  add_user postgres "$postgres_user"
  user=$postgres_user:$postgres_user entrypoint=/usr/local/bin/postgres.sh ports=(5432)
  take_programs /bin/{bash,mkdir,mv,rm,sh} /usr/bin/locale
  for name in initdb pg_{basebackup,ctl,dump,dumpall,isready,restore} postgres psql; do
    take_programs "$folder/bin/$name"
  done
  # Without its compiler of expressions, which would triple the size.
  mapfile -t modules < <(cd -- "$base" && find ".$folder/lib" -maxdepth 1 -name '*.so' ! -name llvmjit.so)
  take_programs "${modules[@]#.}"
  take /usr/share/postgresql/15 /usr/share/zoneinfo /usr/lib/locale/C.utf8
  install -m 755 -- "$root/deploy/images/postgres.sh" "$tree/usr/local/bin/"
  # For the operator, by their names: podman exec lossy_postgres_1 psql.
  for name in pg_{dump,dumpall,isready,restore} psql; do ln -s -- "$folder/bin/$name" "$tree/usr/local/bin/"; done
  owned=(./var/lib/postgresql/data) shared+=(./run)
  mkdir -p -- "$tree"/{docker-entrypoint-initdb.d,var/lib/postgresql/data}
}

contents_nats() {
  add_user lossy "$lossy_user"
  user=$lossy_user:$lossy_user entrypoint=/usr/sbin/nats-server ports=(4222)
  take_programs "$entrypoint"
}

# For a program that calls an https address of the internet.
take_authorities() { take /etc/ssl/certs/ca-certificates.crt; }
