# shellcheck shell=bash
# The release of this checkout. Sourced by ./dev.

# VERSION, COMMIT, COMMIT_TIME or BUILD_TIME: as the programs have it in --version.
release() { bash "$root/deploy/local/workspace_status.sh" | sed -n "s/^STABLE_LOSSY_$1 //p"; }

# In seconds since 1970. A checkout without git needs SOURCE_DATE_EPOCH.
release_seconds() {
  local time
  time=$(release BUILD_TIME)
  [[ $time != unknown ]] || fail 'this folder has no commit: set SOURCE_DATE_EPOCH to the time of the release'
  date --utc --date="$time" +%s
}
