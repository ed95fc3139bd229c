#!/usr/bin/env bash
# No folders of base, contract, edge or services include each other, tests included
#
# usage: folders_form_no_circle.sh [TREE]; without TREE it checks the repository, and itself.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/architecture/lib/planted_tree.sh
source tests/architecture/lib/planted_tree.sh

# Prints each include that is part of a circle of folders below the current folder.
circles() {
  find base contract edge services \( -name '*.cc' -o -name '*.h' \) -print0 |
    xargs -0 grep -nE '^#include "(base|contract|edge|services)/' /dev/null |
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
        line[++lines] = place[1] ":" place[2] ": " from " includes " header ", which depends on " from \
          ": move the header below its users, or split it"
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

# Three folders in a circle, in a test and in headers. A folder above them is part of none.
plant_tree() {
  mkdir -p base contract edge/a edge/b edge/c services
  printf '#include "edge/b/b.h"  // BAD\n' >edge/a/a.h
  printf '#include "edge/c/c.h"  // BAD\n' >edge/b/b.h
  printf '#include "edge/a/a.h"  // BAD\n' >edge/c/c_test.cc
  printf '#include "edge/a/a.h"\n' >services/main.cc
}

check_tree circles plant_tree "$@"
