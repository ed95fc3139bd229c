# shellcheck shell=bash
# The file tree of one image: programs, the files of Debian that they need, and for each Debian package
# that a file is of its copyright and its entry for scanners. Sourced by images.sh.
#
#   $base   a Debian system, in which ldd finds libraries
#   $tree   the file tree
#   $taken  the paths that were taken from the base, one in a line

# A tree without files: only folders, and the links of a Debian with a merged /usr.
start_tree() {
  local name
  rm -rf -- "$tree"
  mkdir -p -- "$tree"/{dev,etc,proc,run,sys,tmp,usr/{bin,lib,lib64,local/{bin,share/lossy},sbin},var}
  for name in bin lib lib64 sbin; do ln -s -- "usr/$name" "$tree/$name"; done
  ln -s -- ../run "$tree/var/run"
  printf 'hosts: files dns\n' >"$tree/etc/nsswitch.conf"
  printf 'root:x:0:0::/:/sbin/nologin\n' >"$tree/etc/passwd"
  printf 'root:x:0:\n' >"$tree/etc/group"
  : >"$taken"
  take /etc/os-release
}

# NAME ID
add_user() {
  printf '%s:x:%d:%d::/:/sbin/nologin\n' "$1" "$2" "$2" >>"$tree/etc/passwd"
  printf '%s:x:%d:\n' "$1" "$2" >>"$tree/etc/group"
}

# FILE…: programs of ours. The base has them meanwhile, so that its ldd can read them.
add_programs() {
  local file
  for file in "$@"; do
    install -m 755 -- "$file" "$tree/usr/local/bin/"
    as_root install -m 755 -- "$file" "$base/usr/local/bin/"
    take_libraries "/usr/local/bin/${file##*/}"
  done
}

# PATH…: programs and libraries of the base, with the libraries that they load.
take_programs() {
  take "$@"
  take_libraries "$@"
}

take_libraries() {
  local output libraries
  output=$(as_root chroot "$base" ldd "$@") || fail "ldd cannot read $*"
  [[ $output != *'not found'* ]] || fail "a library is in no package of deploy/images/base.sh: $output"
  mapfile -t libraries < <(grep -oE '/[^ ]+ \(0x' <<<"$output" | cut -d' ' -f1)
  take "${libraries[@]}"
}

# PATH…: files of the base, links with their targets, and folders with all that they contain.
take() {
  local path
  for path in "$@"; do follow "$path"; done >>"$taken"
}

# PATH: the names of the file, from the first link to the last target.
follow() {
  local path target
  path=$(merged "$1")
  while [[ -L $base$path ]]; do
    printf '%s\n' "$path"
    target=$(readlink -- "$base$path")
    [[ $target == /* ]] || target=$(realpath --canonicalize-missing --no-symlinks -- "${path%/*}/$target")
    path=$(merged "$target")
  done
  [[ -e $base$path ]] || fail "the base has no $path"
  printf '%s\n' "$path"
}

# PATH: as it is in a merged /usr.
merged() {
  local prefix=
  [[ ! $1 =~ ^/(bin|lib|lib64|sbin)/ ]] || prefix=/usr
  printf '%s\n' "$prefix$1"
}

# Copies the taken files. The package of each leaves its copyright and its entry.
finish_tree() {
  local name
  sort -u -o "$taken" -- "$taken"
  as_root tar -C "$base" -cf - --files-from=<(sed 's#^/#./#' "$taken") | tar -C "$tree" -xf - --no-same-owner
  while read -r name; do
    mkdir -p -- "$tree/usr/share/doc/$name" "$tree/var/lib/dpkg/status.d"
    cp -L -- "$base/usr/share/doc/$name/copyright" "$tree/usr/share/doc/$name/copyright"
    awk -v RS= -v line="Package: $name" 'index($0, line "\n") == 1' "$base/var/lib/dpkg/status" \
      >"$tree/var/lib/dpkg/status.d/$name"
  done < <(taken_packages)
  chmod -R u=rwX,go=rX -- "$tree"
  (cd -- "$tree" && chmod 1777 -- "${shared[@]}")
}

# A folder stands for the files in it.
taken_packages() {
  local file name
  for file in "$base"/var/lib/dpkg/info/*.list; do
    name=${file##*/}
    name=${name%.list}
    sed -E "s#^/(bin|lib|lib64|sbin)/#/usr/\1/#; s#\$#\t${name%:*}#" "$file"
  done | awk -F'\t' '
    NR == FNR { taken[$1]; next }
    $1 in taken { print $2; next }
    { for (path = $1; sub("/[^/]*$", "", path) && path != "";) if (path in taken) { print $2; next } }
  ' "$taken" - | sort -u
}
