# shellcheck shell=bash
# ./dev deb: the Debian packages of each program, of the operators' console and of lossyctl, for the machine's architecture.
# Sourced by ./dev. The same files make the same packages: owners, times and the order are fixed.

deb_programs=(edge video notes agent notifications admin)
deb_tools=(binutils dpkg dpkg-dev)

# FOLDER [--programs=FOLDER]: for the packages; prints their paths. The other folder has programs that
# are built already.
make_debs() {
  local folder='' programs='' option
  for option in "$@"; do
    case $option in
      --programs=*) programs=$(realpath -- "${option#*=}") ;;
      -*) fail "./dev deb has no option \"$option\"" ;;
      *) folder=$option ;;
    esac
  done
  [[ $folder ]] || fail './dev deb needs the folder in which it writes the packages'
  mkdir -p -- "$folder" || fail "the folder $folder cannot be made"
  folder=$(realpath -- "$folder")
  ensure_packages "${deb_tools[@]}"
  read_release
  build_for_packages
  build_site
  build_console
  (write_debs)
}

write_debs() {
  local work name version architecture
  set -e
  version=$(release VERSION)
  SOURCE_DATE_EPOCH=$(release_seconds)
  export SOURCE_DATE_EPOCH
  architecture=$(dpkg --print-architecture)
  work=$(mktemp -d)
  # shellcheck disable=SC2064
  trap "rm -rf -- '$work'" EXIT
  rm -f -- "$folder"/lossy-{common,edge,video,notes,agent,notifications,admin,console}_*.deb "$folder"/lossyctl_*.deb
  deb_common
  for name in "${deb_programs[@]}"; do deb_program "$name"; done
  deb_console
  deb_lossyctl
  printf '%s\n' "$folder"/lossy-{common,edge,video,notes,agent,notifications,admin,console}_*.deb \
    "$folder"/lossyctl_*.deb
}

# The group that may read certificates, the folder of the configuration, and the documents.
deb_common() {
  local tree=$work/lossy-common
  mkdir -p -- "$tree"/etc/lossy/{keys/internal,tls} "$tree"/usr/share/{doc/lossy-common,lossy}
  install -m 644 -- "$root/deploy/local/roles.sh" "$tree/usr/share/lossy/"
  cp -- "$root"/docs/{configuration,console,debian,keys,operations}.md "$tree/usr/share/doc/lossy-common/"
  deb_scripts lossy-common common.postinst:postinst common.postrm:postrm
  deb_control lossy-common all 'passwd' 'configuration shared by the programs of Lossy' \
    "The group lossy, the folders /etc/lossy/keys and /etc/lossy/tls, the roles of the database, and the documents."
  deb_build lossy-common all
}

# NAME
deb_program() {
  local name=$1 package=lossy-$1 tree=$work/lossy-$1
  mkdir -p -- "$tree"/usr/{bin,lib/lossy}
  install -m 755 -- "$programs/$name" "$tree/usr/lib/lossy/"
  ln -s -- "../lib/lossy/$name" "$tree/usr/bin/$package"
  [[ $(type -t "deb_files_$name") != function ]] || "deb_files_$name"
  strip --strip-unneeded -- "$tree"/usr/lib/lossy/*
  deb_unit "$architecture" "$(deb_libraries "$tree"/usr/lib/lossy/*)${deb_further[$name]:-}"
}

# The page of operators, and a unit that starts the edge with its flags.
deb_console() {
  local name=console package=lossy-console tree=$work/lossy-console
  mkdir -p -- "$tree/usr/share/lossy"
  install -m 644 -- "$programs/console_descriptors.binpb" "$tree/usr/share/lossy/"
  cp -R -- "$console_dir" "$tree/usr/share/lossy/console"
  deb_unit all "lossy-edge (= $version)"
}

# ARCHITECTURE DEPENDS: the package $package of a unit, with the flags of $name.
deb_unit() {
  mkdir -p -- "$tree"/{etc/lossy,lib/systemd/system}
  install -m 644 -- "$root/deploy/debian/flags/$name.flags" "$tree/etc/lossy/"
  install -m 644 -- "$root/deploy/debian/units/$package.service" "$tree/lib/systemd/system/"
  deb_scripts "$package" program.postinst:postinst program.prerm:prerm program.postrm:postrm
  printf '/etc/lossy/%s.flags\n' "$name" >"$tree/DEBIAN/conffiles"
  deb_control "$package" "$1" "lossy-common (= $version), $2" "${deb_summary[$name]}" "${deb_text[$name]}"
  deb_build "$package" "$1"
}

deb_files_edge() {
  mkdir -p -- "$tree/usr/share/lossy"
  install -m 644 -- "$programs"/{video,notes,agent}_descriptors.binpb "$tree/usr/share/lossy/"
  cp -R -- "$site_dir" "$tree/usr/share/lossy/site"
}

# The agent finds the worker beside its own program.
deb_files_agent() { install -m 755 -- "$programs/speech_worker" "$tree/usr/lib/lossy/"; }

deb_lossyctl() {
  local tree=$work/lossyctl depends
  mkdir -p -- "$tree/usr/bin"
  install -m 755 -- "$programs/lossyctl" "$tree/usr/bin/"
  deb_completion
  strip --strip-unneeded -- "$tree/usr/bin/lossyctl"
  depends=$(deb_libraries "$tree/usr/bin/lossyctl")
  mkdir -p -- "$tree/DEBIAN"
  deb_control lossyctl "$architecture" "$depends" 'commands for operators of Lossy' \
    "Makes keys and tokens, examines a running deployment, exports and erases users. Completes in bash and zsh."
  deb_build lossyctl "$architecture"
}

# Both shells read these folders.
deb_completion() {
  local folder=$tree/usr/share
  mkdir -p -- "$folder"/{bash-completion/completions,zsh/vendor-completions}
  "$tree/usr/bin/lossyctl" completion bash >"$folder/bash-completion/completions/lossyctl"
  "$tree/usr/bin/lossyctl" completion zsh >"$folder/zsh/vendor-completions/_lossyctl"
}

declare -A deb_summary=(
  [edge]='WebSocket, long-poll and HTTP edge of Lossy'
  [video]='service of Lossy with the videos and the settings of users'
  [notes]='service of Lossy with notes and their revisions'
  [agent]='service of Lossy that turns speech into notes'
  [notifications]='service of Lossy with the log of each topic, and presence'
  [admin]='service of the console for operators of Lossy'
  [console]='console for operators of Lossy'
)
declare -A deb_text=(
  [edge]='Speaks Phoenix Channels to clients and gRPC to the services.'
  [video]='Needs PostgreSQL, lossy-notifications, lossy-agent and lossy-notes.'
  [notes]='Needs PostgreSQL, lossy-notifications, lossy-video and lossy-agent.'
  [agent]='Needs PostgreSQL, lossy-notifications, lossy-video and lossy-notes.'
  [notifications]='Needs PostgreSQL. Several replicas need NATS.'
  [admin]='Asks each process for the operators. Needs lossy-notifications.'
  [console]='A page on this machine alone, which the program of lossy-edge serves. Needs lossy-admin and lossy-notifications.'
)
# With the comma in front. The system's certificate authorities are for models at https addresses.
declare -A deb_further=([agent]=', ca-certificates, pocketsphinx-en-us')

# PROGRAM…: the packages of the libraries that they load, as a list of Depends.
deb_libraries() {
  local output file options=()
  for file in "$@"; do options+=("-e$file"); done
  mkdir -p -- "$work/debian"
  printf 'Source: lossy\n\nPackage: lossy\nArchitecture: any\n' >"$work/debian/control"
  output=$(cd -- "$work" && dpkg-shlibdeps --warnings=0 -O "${options[@]}" 2>/dev/null) ||
    fail "dpkg-shlibdeps cannot read $*"
  printf '%s' "${output#shlibs:Depends=}"
}

# PACKAGE SCRIPT:NAME…: scripts of deploy/debian/scripts, which have @PROGRAM@ for the program.
deb_scripts() {
  local package=$1 each
  mkdir -p -- "$work/$package/DEBIAN"
  for each in "${@:2}"; do
    sed "s/@PROGRAM@/${package#lossy-}/g" "$root/deploy/debian/scripts/${each%:*}" \
      >"$work/$package/DEBIAN/${each#*:}"
    chmod 755 -- "$work/$package/DEBIAN/${each#*:}"
  done
}

# PACKAGE ARCHITECTURE DEPENDS SUMMARY TEXT
deb_control() {
  cat >"$work/$1/DEBIAN/control" <<TEXT
Package: $1
Source: lossy
Version: $version
Architecture: $2
Section: net
Priority: optional
Maintainer: Lossy <lossy@localhost>
Depends: $3
Description: $4
 $5
TEXT
}

# PACKAGE ARCHITECTURE
deb_build() {
  local tree=$work/$1
  chmod -R u=rwX,go=rX -- "$tree"
  # Keys and certificates are for root, and for the group lossy (common.postinst).
  [[ $1 != lossy-common ]] || chmod 700 -- "$tree"/etc/lossy/keys/internal
  find "$tree" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" -- {} +
  dpkg-deb --root-owner-group -Zgzip --build "$tree" "$folder/$1_${version}_$2.deb" >/dev/null
}
