# shellcheck shell=bash
# Services of other projects that the edge of a stack serves to browsers: ./dev up --service. Sourced
# by ./dev. settings.sh has their list, extra_services.

service_form='--service is DESCRIPTORS,SERVICE=HOST:PORT'

# VALUE…: of each option --service. They replace the services of the last start; "none" forgets them.
read_services() {
  local value
  extra_services=()
  for value in "$@"; do
    [[ $value != none ]] || continue
    [[ $value == *,*.*=* ]] || fail "$service_form, not \"$value\""
    require_address "${value##*=}"
    extra_services+=("$(realpath -m -- "${value%,*}"),${value##*,}")
  done
}

require_address() {
  local number=${1##*:}
  [[ $1 == ?*:* ]] || fail "$service_form: the address \"$1\" has no port"
  if [[ ! $number =~ ^[1-9][0-9]{0,4}$ ]] || ((number > 65535)); then
    fail "$service_form: a port is a number from 1 to 65535, not \"$number\""
  fi
}

# A stack that runs does not change. `given` is not empty if the command has an option --service.
require_running_services() {
  [[ -z $given ]] || cmp -s -- "$services_file" <(write_services) ||
    fail "lossy is already up with other services; stop it with ./dev down first"
}

write_services() {
  ((${#extra_services[@]} == 0)) || printf '%s\n' "${extra_services[@]}"
}

# The files may have changed since the last start.
check_services() {
  local entry
  for entry in "${extra_services[@]}"; do
    check_service "$(descriptors_of "$entry")" "$(service_of "$entry")"
  done
}

# DESCRIPTORS SERVICE
check_service() {
  local content served
  [[ -r $1 ]] || fail "there is no descriptor set $1 (./dev up --service=none forgets its service)"
  content=$(protoc --decode=google.protobuf.FileDescriptorSet google/protobuf/descriptor.proto \
    <"$1" 2>/dev/null) || content=''
  [[ $content ]] ||
    fail "$1 is not a descriptor set; make it with protoc --include_imports --descriptor_set_out"
  served=$(served_by <<<"$content" | paste -sd ' ')
  [[ " $served " == *" $2 "* ]] || fail "$1 has no service $2; it has ${served:-none}"
  grep -qx '  name: "lossy/channel/v1/channel.proto"' <<<"$content" ||
    fail "$1 lacks lossy/channel/v1/channel.proto; make it with protoc --include_imports"
}

# The names of the services in a descriptor set that protoc has decoded.
served_by() {
  awk '
    /^file \{/ { package = "" }
    /^  package: / { package = $2; gsub(/"/, "", package) }
    /^  service \{/ { in_service = 1 }
    in_service && /^    name: / {
      name = $2
      gsub(/"/, "", name)
      print (package == "" ? "" : package ".") name
      in_service = 0
    }'
}

# Each package has a key, with which its services publish. A key that exists keeps its grants.
ensure_service_keys() {
  local entry package
  for entry in "${extra_services[@]}"; do
    package=$(package_of "$entry")
    ensure_key "$package" "$key_dir/internal/$package.jwk" "$key_dir/internal.jwks" \
      "--process=$(process_of "$entry")" --signs=service:lossy.notifications.v1
  done
}

# The edge signs for the users of each package.
edge_grants() {
  local entry list=''
  for entry in "${extra_services[@]}"; do list+=,user:$(package_of "$entry"); done
  printf '%s' "${list#,}"
}

# The flags with which the examples start, so that the edge finds them.
service_flags() {
  local flags
  mapfile -t flags < <(internal_tls_flags "$(package_of "$1")")
  printf -- '--listen=%s --internal_jwks=%q --internal_key=%q --notifications=%s' \
    "${1##*=}" "$key_dir/internal.jwks" "$key_dir/internal/$(package_of "$1").jwk" \
    "$(addresses_of notifications)"
  ((${#flags[@]} == 0)) || printf ' %q' "${flags[@]}"
  printf '\n'
}

print_services() {
  local entry
  for entry in "${extra_services[@]}"; do
    printf '%s is expected at %s. Its flags: %s\n' "$(service_of "$entry")" "${entry##*=}" \
      "$(service_flags "$entry")"
  done
}

# SERVICE
print_service_flags() {
  local entry
  for entry in "${extra_services[@]}"; do
    [[ $(service_of "$entry") != "${1:-}" ]] || service_flags "$entry"
  done | grep . || fail "the stack has no service \"${1:-}\" of ./dev up --service"
}

print_service_states() {
  local entry state
  for entry in "${extra_services[@]}"; do
    with_operator_tls "$bin_dir/health" "${tls:+$(process_of "$entry")=}${entry##*=}" >/dev/null &&
      state="${green}ready${plain}" ||
      state="${red}not ready${plain}"
    printf '%-16s %-8s %-7s %s\n' "$(service_of "$entry")" - "${entry##*:}" "$state"
  done
}
