#!/usr/bin/env bash
# No folders of base, edge or services include each other, tests included
#
# usage: folders_form_no_circle.sh [TREE]; without TREE it checks the repository, and itself.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

# Prints each include that is part of a circle of folders below the current folder.
circles() {
  find base edge services \( -name '*.cc' -o -name '*.h' \) -print0 |
    xargs -0 grep -nE '^#include "(base|edge|services)/' /dev/null |
    awk '
      function folder(path) { sub(/\/[^\/]*$/, "", path); return path }

      # Follows the includes from a folder to all that it reaches.
      function reach(start, at,    parts, count, i) {
        count = split(includes[at], parts, " ")
        for (i = 1; i <= count; ++i) {
          if ((start, parts[i]) in reaches) continue
          reaches[start, parts[i]] = 1
          reach(start, parts[i])
        }
      }

      {
        split($0, place, ":")
        header = $0
        sub(/^[^"]*"/, "", header)
        sub(/".*/, "", header)
        from = folder(place[1])
        to = folder(header)
        if (from == to) next
        line[++lines] = place[1] ":" place[2] ": " from " includes " header
        starts[lines] = from
        ends[lines] = to
        if (!((from, to) in seen)) includes[from] = includes[from] " " to
        seen[from, to] = 1
      }

      END {
        for (each in includes) reach(each, each)
        for (i = 1; i <= lines; ++i) if ((ends[i], starts[i]) in reaches) print line[i]
      }'
}

# Three folders in a circle, in a test and in headers, are found; a folder above them is not.
check_itself() {
  local tree found
  tree=$(mktemp -d) && cd "$tree" || exit
  mkdir -p base edge/a edge/b edge/c services
  printf '#include "edge/b/b.h"\n' >edge/a/a.h
  printf '#include "edge/c/c.h"\n' >edge/b/b.h
  printf '#include "edge/a/a.h"\n' >edge/c/c_test.cc
  printf '#include "edge/a/a.h"\n' >services/main.cc
  found=$(circles | cut -d: -f1 | sort | tr '\n' ' ')
  rm -r -- "$tree"
  [[ $found == "edge/a/a.h edge/b/b.h edge/c/c_test.cc " ]] || {
    printf 'in the planted tree this rule found: %s\n' "$found"
    exit 1
  }
}

if (($# > 0)); then
  cd -- "$1" || exit
else
  (check_itself) || exit
fi
found=$(circles)
[[ -z $found ]] || {
  printf 'these folders include each other: move the header below its users, or split it\n%s\n' "$found"
  exit 1
}
