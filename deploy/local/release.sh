# shellcheck shell=bash
# The release of this checkout. Sourced by ./dev.

# Asks git once. A command that needs the release many times calls this first, so that all its parts have
# the same one.
read_release() { release_status=$(bash "$root/deploy/local/workspace_status.sh"); }

# VERSION, COMMIT, COMMIT_TIME or BUILD_TIME: as the programs have it in --version.
release() {
  [[ ${release_status:-} ]] || read_release
  sed -n "s/^STABLE_LOSSY_$1 //p" <<<"$release_status"
}

# In seconds since 1970. A checkout without git needs SOURCE_DATE_EPOCH.
release_seconds() {
  local time
  time=$(release BUILD_TIME)
  [[ $time != unknown ]] || fail 'this folder has no commit: set SOURCE_DATE_EPOCH to the time of the release'
  date --utc --date="$time" +%s
}
