#!/usr/bin/env bash
# No package of edge uses the messages of a service, and the build would refuse one that did
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

messages='(//proto/lossy/agent/v1:all + //proto/lossy/notes/v1:all + //proto/lossy/video/v1:all)'
ask() {
  bazel query --noshow_progress "$1" 2>/dev/null || {
    printf 'bazel query refuses %s\n' "$1" >&2
    return 1
  }
}

# The services see their messages, so both questions can be answered with yes.
[[ -n $(ask "visible(//services/video:video, $messages)") ]] || {
  echo 'the services do not see their own messages: this rule asks for the wrong targets'
  exit 1
}
[[ -n $(ask "deps(//services/video:video) intersect $messages") ]] || {
  echo 'the services do not use their own messages: this rule asks for the wrong targets'
  exit 1
}

mapfile -t packages < <(bazel query --noshow_progress --output=package //edge/... 2>/dev/null)
((${#packages[@]} > 0)) || exit
visible=$(ask "$(printf ' + visible(//%s:all, %%s)' "${packages[@]}" | sed "s|%s|$messages|g; s|^ + ||")") || exit
used=$(ask "deps(//edge/...) intersect $messages") || exit
[[ -z $visible && -z $used ]] || {
  printf 'edge sees or uses messages of services:\n%s\n%s\n' "$visible" "$used"
  exit 1
}
