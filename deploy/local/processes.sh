# shellcheck shell=bash
# Builds the command line of each process of a stack. Sourced by supervisor.sh.

# Sets `command`.
process_command() {
  local name=$1
  case $(program_of "$name") in
    postgres) postgres_command ;;
    nats) nats_command ;;
    prometheus) prometheus_command ;;
    edge) edge_command "$name" ;;
    video) service_command "$name" with_users with_database with_notifications with_agent with_notes ;;
    notes) service_command "$name" with_users with_database with_notifications with_video with_agent ;;
    agent) service_command "$name" with_users with_database with_notifications with_video with_notes ;;
    admin) service_command "$name" with_notifications with_processes ;;
    console) console_command ;;
    notifications)
      service_command "$name" with_topic_databases with_bus
      command+=("--log_memory_file=$data/$name.positions")
      ;;
  esac
  with_step_clock "$name"
}

# For tests: STEP_CLOCK_LIBRARY is tests/clock's library, by which a test moves the wall clock of each
# process by a file of its own. NATS and Prometheus are linked without the C library, so their clocks stay.
with_step_clock() {
  [[ ${STEP_CLOCK_LIBRARY:-} && $1 != nats && $1 != prometheus ]] || return 0
  local file=$data/clocks/$1 library=$data/clocks/libstep_clock.so
  mkdir -p -- "$data/clocks"
  [[ -s $file ]] || head -c 8 /dev/zero >"$file"
  # The database's own user cannot read what was built.
  [[ -s $library ]] || install -m 755 -- "$STEP_CLOCK_LIBRARY" "$library"
  command=(env "LD_PRELOAD=$library" "STEP_CLOCK_FILE=$file" "${command[@]}")
}

# setpriv ends a process with its supervisor, whatever became of that one. Each replica has its pools
# of connections.
postgres_command() {
  local user=()
  ((EUID)) || user=(--reuid=postgres --regid=postgres --clear-groups)
  command=(setpriv "${user[@]}" --pdeathsig INT -- "$postgres_bin/postgres"
    -D "$(cluster_dir)/data" -k "$(socket_dir)" -c listen_addresses=
    -c log_timezone=UTC -c shared_preload_libraries=pg_stat_statements
    -c "max_connections=$((60 + 40 * replicas))")
  [[ ! $tls ]] || postgres_tls
}

# Over TCP a service shows its certificate, whose common name is its role; there is no password.
postgres_tls() {
  local dir
  dir=$(cluster_dir)/tls
  command+=(-c listen_addresses=127.0.0.1 -p "${port_of[postgres]}" -c ssl=on
    -c "ssl_cert_file=$dir/postgres.crt" -c "ssl_key_file=$dir/postgres.key"
    -c "ssl_ca_file=$dir/ca.crt" -c ssl_min_protocol_version=TLSv1.2
    -c "hba_file=$dir/pg_hba.conf")
}

nats_command() {
  command=(setpriv --pdeathsig TERM -- /usr/sbin/nats-server "--config=$nats_config")
}

# NAME FLAGS…: each of FLAGS is a function that adds to the command.
service_command() {
  local name=$1 flags program
  program=$(program_of "$name")
  command=(setpriv --pdeathsig TERM -- "$bin_dir/$program"
    "--listen=$(address_of "$name")")
  with_identity "$name"
  for flags in "${@:2}"; do "$flags"; done
}

# PATH: as an item of a list with commas.
list_item() { printf '%s' "${1//,/\\,}"; }

# Replicas share a key.
with_identity() {
  command+=("--metrics_listen=127.0.0.1:${metrics_port_of[$1]}"
    "--internal_jwks=$(list_item "$key_dir/internal.jwks")"
    "--internal_key=$key_dir/internal/$(program_of "$1").jwk")
  [[ ! $tls ]] || with_internal_tls "$(program_of "$1")"
}

with_internal_tls() {
  local flags
  mapfile -t flags < <(internal_tls_flags "$1")
  # A scraper that verifies the certificate asks for the name in it.
  command+=("${flags[@]}" --metrics_tls "--metrics_hosts=$1")
}

# A user's own token will do, so that tools can act as one.
with_users() { command+=("--user_jwks=$(list_item "$key_dir/user.jwks")"); }
# A LOSSY_DATABASE_URL of the environment reaches the process by itself: it may have a password, which
# a command line would show to every user.
with_database() {
  [[ -n ${LOSSY_DATABASE_URL:-} ]] || command+=("--database_url=$(database_url "$program")")
}
# LOSSY_TOPIC_DATABASES is the list of notifications in place of LOSSY_DATABASE_URL.
with_topic_databases() {
  if [[ -n ${LOSSY_TOPIC_DATABASES:-} ]]; then
    command=(env "LOSSY_DATABASE_URL=$LOSSY_TOPIC_DATABASES" "${command[@]}")
  else
    with_database
  fi
}
# Another NATS than the stack's own has its own user, which LOSSY_NATS_USER and
# LOSSY_NATS_PASSWORD_FILE name.
with_bus() {
  [[ $bus ]] || return 0
  command+=("--nats_url=$(nats_url)" "--bus_keys=${LOSSY_BUS_KEYS:-$key_dir/bus/keys.jwks}")
  has_own_nats || return 0
  command+=(--nats_user=lossy "--nats_password_file=$key_dir/nats/password")
  [[ ! $tls ]] || command+=("--nats_ca_file=$tls_dir/ca.crt"
    "--nats_cert_file=$tls_dir/notifications.crt" "--nats_cert_key_file=$tls_dir/notifications.key")
}
with_notifications() { command+=("--notifications=$(addresses_of notifications)"); }
with_video() { command+=("--video=$(addresses_of video)"); }
with_agent() { command+=("--agent=$(addresses_of agent)"); }
with_notes() { command+=("--notes=$(addresses_of notes)"); }
# All processes of ours, themselves and the console included.
with_processes() {
  local name list=''
  while read -r name; do
    list+=,$(program_of "$name")=$(admin_address_of "$name")
  done < <(replicas_of edge "${services[@]}")
  command+=("--processes=${list#,},admin=$(admin_address_of admin),edge=$(admin_address_of console)")
}

# The settings that an extension receives with its token.
client_settings='{"features":{"phoenix_voice_session":false,"phoenix_notes_channel":false,'
client_settings+='"phoenix_video_context":false,"phoenix_telemetry":false},"min_confidence":0.3}'

# It listens on loopback only, so it may let developers in.
edge_command() {
  local name=$1 sets='' service entry
  for service in video notes agent; do
    sets+=,$(list_item "$bin_dir/${service}_descriptors.binpb")
  done
  for entry in "${extra_services[@]}"; do sets+=,$(list_item "$(descriptors_of "$entry")"); done
  # It has no use for the database's password.
  command=(env -u LOSSY_DATABASE_URL
    setpriv --pdeathsig TERM -- "$bin_dir/edge" "--listen=localhost:${port_of[$name]}"
    "--admin_listen=$(admin_address_of "$name")"
    "--descriptors=${sets#,}" "--upstreams=$(upstreams)"
    "--jwks=$(list_item "$key_dir/user.jwks")"
    "--token_key=$key_dir/edge.jwk" "--token_jwks=$(list_item "$key_dir/edge.jwks")"
    "--client_settings=$client_settings" --dev_auth "--dev_user=${LOSSY_DEV_USER:-}"
    --warn_unknown_keys "--site=$site_dir"
    "--site_frames=https://www.youtube-nocookie.com,https://player.vimeo.com")
  # A developer of such a service compiles its contract again and again.
  ((${#extra_services[@]} == 0)) || command+=(--descriptors_poll_ms=500)
  [[ ! $tls ]] || command+=("--tls_certificate=$(list_item "$tls_dir/public.crt")"
    "--tls_key=$(list_item "$tls_dir/public.key")")
  with_identity "$name"
  with_notifications
}

# A second edge, which serves the console alone, to operators alone. Its key signs for no other service.
console_command() {
  command=(env -u LOSSY_DATABASE_URL
    setpriv --pdeathsig TERM -- "$bin_dir/edge" "--listen=localhost:$console_port" --threads=1
    "--admin_listen=$(admin_address_of console)"
    "--descriptors=$(list_item "$bin_dir/console_descriptors.binpb")"
    "--upstreams=lossy.console.v1.ConsoleService=$(address_of admin)" --noserve_contract
    "--jwks=$(list_item "$key_dir/operators.jwks")" --audience=lossy.console.v1
    "--token_key=$key_dir/edge.jwk" "--token_jwks=$(list_item "$key_dir/edge.jwks")"
    "--site=$console_dir")
  [[ ! $tls ]] || command+=("--tls_certificate=$(list_item "$tls_dir/public.crt")"
    "--tls_key=$(list_item "$tls_dir/public.key")")
  with_identity console
  with_notifications
}

# A service with several replicas is named once for each.
upstreams() {
  local list entry
  list=$(upstream lossy.video.v1.VideoService video)
  list+=$(upstream lossy.video.v1.SettingsService video)
  list+=$(upstream lossy.notes.v1.NotesService notes)
  list+=$(upstream lossy.agent.v1.AgentService agent)
  for entry in "${extra_services[@]}"; do list+=${entry##*,},; done
  printf '%s' "${list%,}"
}

upstream() {
  local name
  while read -r name; do printf '%s=%s,' "$1" "$(address_of "$name")"; done < <(replicas_of "$2")
}
