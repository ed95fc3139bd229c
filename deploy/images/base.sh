# shellcheck shell=bash
# The Debian system from which images take libraries and programs. No registry has a part in it: apt
# fetches the packages from the sources of this machine. Sourced by images.sh.

# The programs' libraries are in the first five lines. The others are for the images of PostgreSQL and
# NATS, and the shell of the operator's image.
image_packages=(
  ca-certificates
  libabsl20220623 libcurl4 libgrpc++1.51 libnats3.4 libpq5 libprometheus-cpp-core1.0 libprotobuf32
  libre2-9 libsimdjson14 libssl3
  libavcodec59 libavformat59 libavutil57 libswresample4 libpocketsphinx3 pocketsphinx-en-us
  postgresql-15 nats-server
)
base_days=7

# The tar of the base is kept for a week, for one list of packages.
base_tar() {
  local sum
  sum=$(printf '%s\n' "${image_packages[@]}" | sha256sum)
  printf '%s/lossy/images/debian-%s.tar' "${XDG_CACHE_HOME:-$HOME/.cache}" "${sum:0:12}"
}

# FOLDER: gets the files of the base.
unpack_base() {
  local tar draft
  tar=$(base_tar)
  draft=${tar%.tar}.draft.tar
  if [[ -z $(find "$tar" -mtime "-$base_days" 2>/dev/null) ]]; then
    mkdir -p -- "${tar%/*}"
    say "making a Debian system of $(wc -w <<<"${image_packages[*]}") packages and their dependencies"
    make_base "$draft" || fail "mmdebstrap could not make $tar"
    mv -- "$draft" "$tar"
  fi
  as_root tar -xf "$tar" -C "$1"
}

# Packages come from the sources of this machine, with its settings of proxies and certificates.
make_base() {
  local sources=() options=() setting list
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
    [[ ! -s $file ]] || sources+=("$file")
  done
  while IFS= read -r setting; do
    options+=("--aptopt=$setting")
  done < <(apt-config dump | grep -E '^Acquire::(Check-|https?:)[^ ]* "[^"]+";' || true)
  list=$(
    IFS=,
    printf '%s' "${image_packages[*]}"
  )
  as_root mmdebstrap --quiet --variant=minbase --include="$list" "${options[@]}" \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-include=/usr/share/doc/*/copyright' bookworm "$1" "${sources[@]}" >&2
}
