# shellcheck shell=bash
# How each process of a stack is called. Sourced by supervisor.sh.

# Sets `command`.
process_command() {
  case $1 in
    postgres) postgres_command ;;
    edge) edge_command ;;
    video) service_command video with_users with_database with_notifications ;;
    notes) service_command notes with_users with_database with_notifications with_video ;;
    agent) service_command agent with_users with_database with_notifications with_video with_notes ;;
    notifications) service_command notifications with_database ;;
  esac
}

# setpriv ends a process with its supervisor, whatever became of that one.
postgres_command() {
  local user=()
  ((EUID)) || user=(--reuid=postgres --regid=postgres --clear-groups)
  command=(setpriv "${user[@]}" --pdeathsig INT -- "$postgres_bin/postgres"
    -D "$(cluster_dir)/data" -k "$(socket_dir)" -c listen_addresses=)
}

# NAME FLAGS…: each of FLAGS is a function that adds to the command.
service_command() {
  local name=$1 flags
  command=(setpriv --pdeathsig TERM -- "$bin_dir/$name" "--listen=$(address_of "$name")")
  with_identity "$name"
  for flags in "${@:2}"; do "$flags"; done
}

with_identity() {
  command+=("--metrics_listen=127.0.0.1:${metrics_port_of[$1]}"
    "--internal_jwks=$key_dir/internal.jwks" "--internal_key=$key_dir/internal/$1.jwk")
}

# A user's own token will do, so that tools can act as one.
with_users() { command+=("--user_jwks=$key_dir/user.jwks"); }
with_database() { command+=("--database_url=$(database_url)"); }
with_notifications() { command+=("--notifications=$(address_of notifications)"); }
with_video() { command+=("--video=$(address_of video)"); }
with_notes() { command+=("--notes=$(address_of notes)"); }

# What an extension reads beside its token.
client_settings='{"features":{"phoenix_voice_session":false,"phoenix_notes_channel":false,'
client_settings+='"phoenix_video_context":false,"phoenix_telemetry":false},"min_confidence":0.3}'

# It listens on loopback only, so it may let developers in.
edge_command() {
  local sets="$bin_dir/video_descriptors.binpb,$bin_dir/notes_descriptors.binpb"
  command=(setpriv --pdeathsig TERM -- "$bin_dir/edge" "--listen=localhost:$port"
    "--descriptors=$sets,$bin_dir/agent_descriptors.binpb" "--upstreams=$(upstreams)"
    "--jwks=$key_dir/user.jwks" "--token_key=$key_dir/edge.jwk" "--token_jwks=$key_dir/edge.jwks"
    "--client_settings=$client_settings" --dev_auth "--dev_user=${LOSSY_DEV_USER:-}")
  with_identity edge
  with_notifications
}

upstreams() {
  printf 'lossy.video.v1.VideoService=%s,lossy.video.v1.SettingsService=%s,' \
    "$(address_of video)" "$(address_of video)"
  printf 'lossy.notes.v1.NotesService=%s,lossy.agent.v1.AgentService=%s' \
    "$(address_of notes)" "$(address_of agent)"
}
