# shellcheck shell=bash
# Makes an image of $tree. The same files make the same digest: owners, times and the order are fixed. The
# format is Docker's, since that of OCI has no health check. Sourced by images.sh.

# NAME
image_reference() { printf 'localhost/lossy-%s:%s' "$1" "$(release VERSION)"; }

# NAME: the file of the image.
image_file() { printf '%s/%s.tar' "$image_dir" "$1"; }

image_tool() {
  as_root buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs "$@"
}

# NAME
write_archive() {
  local name=$1 container port label options=()
  for port in "${ports[@]}"; do options+=(--port "$port"); done
  while IFS= read -r label; do options+=(--label "$label"); done < <(image_labels "$name")
  [[ -z $health ]] || options+=(--env "LOSSY_HEALTH_TARGETS=$health" --healthcheck 'CMD health'
    --healthcheck-interval 5s --healthcheck-timeout 4s)
  pack_tree
  container=$(image_tool from --format docker scratch)
  image_tool add --quiet "$container" "$work/tree.tar" / >/dev/null
  image_tool config --entrypoint "[\"$entrypoint\"]" --user "$user" --workingdir / "${options[@]}" \
    --env PATH=/usr/local/bin:/usr/bin --env SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    "$container"
  rm -f -- "$(image_file "$name")"
  image_tool commit --quiet --rm --format docker --omit-history --identity-label=false \
    --timestamp "$(release_seconds)" "$container" \
    "docker-archive:$(image_file "$name"):$(image_reference "$name")" >/dev/null
  forget_builder "$(image_file "$name")"
}

# ARCHIVE: the configuration of an image in Docker's format has the id and the host name of the container
# that buildah made it of, which differ each time. The name of the configuration is its digest.
forget_builder() {
  local folder=$work/archive config sum
  rm -rf -- "$folder"
  mkdir -- "$folder"
  as_root tar -xf "$1" -C "$folder" --no-same-owner
  as_root chmod -R u+w -- "$folder"
  config=$(sed -E 's/.*"Config":"([0-9a-f]+\.json)".*/\1/' "$folder/manifest.json")
  as_root sed -i -E 's/"container":"[0-9a-f]+",//; s/"Hostname":"[0-9a-f]+"/"Hostname":""/g' "$folder/$config"
  sum=$(sha256sum "$folder/$config" | cut -d' ' -f1)
  as_root mv -- "$folder/$config" "$folder/$sum.json"
  as_root sed -i "s/$config/$sum.json/" "$folder/manifest.json"
  (cd -- "$folder" && tar --sort=name --mtime="@$(release_seconds)" --numeric-owner --owner=0 --group=0 \
    -cf archive.new manifest.json "$sum.json" ./*.tar)
  as_root mv -f -- "$folder/archive.new" "$1"
}

# The folders of $owned belong to the user of the image, all other files to root.
pack_tree() {
  local path options=(--sort=name --mtime="@$(release_seconds)" --numeric-owner -C "$tree") others=()
  for path in "${owned[@]}"; do others+=(--exclude "$path"); done
  tar -cf "$work/tree.tar" "${options[@]}" --owner=0 --group=0 "${others[@]}" .
  ((${#owned[@]} == 0)) ||
    tar -rf "$work/tree.tar" "${options[@]}" --owner="${user%:*}" --group="${user#*:}" "${owned[@]}"
}

image_labels() {
  printf 'org.opencontainers.image.%s\n' "title=lossy-$1" "version=$(release VERSION)" \
    "revision=$(release COMMIT)" "created=$(release BUILD_TIME)"
}

# NAME: a line with the reference, the digest and the size of its files.
describe_image() {
  printf '%-32s %s %4d MB\n' "$(image_reference "$1")" \
    "$(skopeo inspect --format '{{.Digest}}' "docker-archive:$(image_file "$1")")" \
    "$(($(stat -c %s "$work/tree.tar") / 1000000))"
}

# The npm packages whose code the studio and the console contain.
bundled_packages=(phoenix preact)

# NAME: writes the bill of materials beside the image.
write_sbom() {
  local npm=()
  [[ $1 != edge ]] || npm=("$root/package-lock.json" "${bundled_packages[@]}")
  node "$root/deploy/images/sbom.mjs" "$1" "$(release VERSION)" "$(release BUILD_TIME)" \
    "$tree/var/lib/dpkg/status.d" "${npm[@]}" >"$image_dir/$1.cdx.json"
}
