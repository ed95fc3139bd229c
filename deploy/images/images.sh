# shellcheck shell=bash
# ./dev images: an image of each program, and of the PostgreSQL and the NATS that deploy/compose uses,
# from Debian's packages and what is built here, without a registry. Sourced by ./dev.

. "$root/deploy/images/base.sh"
. "$root/deploy/images/contents.sh"
. "$root/deploy/images/rootfs.sh"
. "$root/deploy/images/archive.sh"

image_dir=$data/images
image_tools=(buildah mmdebstrap skopeo)

# [--programs=FOLDER] [NAME…]: of all images, or of those. FOLDER has programs that are built already.
make_images() {
  local option names=() programs=
  for option in "$@"; do
    case $option in
      --programs=*) programs=$(realpath -- "${option#*=}") ;;
      -*) fail "./dev images has no option \"$option\"" ;;
      *)
        [[ " ${image_names[*]} " == *" $option "* ]] || fail "there is no image \"$option\""
        names+=("$option")
        ;;
    esac
  done
  ((${#names[@]})) || names=("${image_names[@]}")
  ensure_packages "${image_tools[@]}"
  read_release
  build_for_packages
  build_site
  build_console
  (write_images "${names[@]}")
}

# NAME…
write_images() {
  local work base tree taken site console name
  set -e
  work=$(mktemp -d)
  # shellcheck disable=SC2064
  trap "as_root rm -rf -- '$work'" EXIT
  site=$site_dir console=$console_dir base=$work/base tree=$work/tree taken=$work/taken
  mkdir -p -- "$base" "$image_dir"
  unpack_base "$base"
  for name in "$@"; do write_image "$name"; done
}

write_image() {
  local name=$1 entrypoint user ports=() owned=() shared=(./tmp) health=''
  start_tree
  "contents_$name"
  finish_tree
  write_sbom "$name"
  write_archive "$name"
  describe_image "$name"
}
