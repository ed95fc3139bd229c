#!/usr/bin/env bash
# Each file and each link that a document names exists
#
# usage: documents_name_files_that_exist.sh [TREE]; without TREE it checks the repository, and itself.
# A document names a file between backticks, by the end of its path. Decisions are records: of them
# only the links are checked.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/architecture/lib/planted_tree.sh
source tests/architecture/lib/planted_tree.sh

problems() {
  # shellcheck disable=SC2016  # A program of awk.
  find . -maxdepth 1 -name '*.md' -print0 | cat - <(find docs -name '*.md' -print0) |
    xargs -0 awk '
      BEGIN {
        while (("find * .ci -type f -not -path \"*node_modules/*\" -not -path \"bazel-*\"" | getline path) > 0) {
          exists[path] = 1
          # Each end of the path that begins at a folder or a file.
          for (rest = path; rest != ""; rest = (sub(/^[^\/]*\//, "", rest) ? rest : "")) ends[rest] = 1
        }
      }

      function check_names(    rest, name) {
        rest = $0
        while (match(rest, /`[A-Za-z0-9_.\/-]+\.(cc|h|mjs|sh|proto|sql|md|bzl|bazel|tsv|yaml)`/)) {
          name = substr(rest, RSTART + 1, RLENGTH - 2)
          if (name !~ /^\/|[A-Z][A-Z]+[\/_]/ && !(name in ends)) printf "%s:%d: there is no %s\n", FILENAME, FNR, name
          rest = substr(rest, RSTART + RLENGTH)
        }
      }

      function check_links(    rest, target, folder) {
        rest = $0
        while (match(rest, /\]\([^)#: ]+[)#]/)) {
          target = substr(rest, RSTART + 2, RLENGTH - 3)
          rest = substr(rest, RSTART + RLENGTH)
          folder = substr(FILENAME, 3)
          if (!sub(/\/[^\/]*$/, "/", folder)) folder = ""
          if (FILENAME !~ /^\.\//) { folder = FILENAME; sub(/[^\/]*$/, "", folder) }
          target = folder target
          while (sub(/[^\/]+\/\.\.\//, "", target)) {}
          if (!(target in exists) && !is_folder(target)) printf "%s:%d: there is no %s\n", FILENAME, FNR, target
        }
      }

      function is_folder(path,    each) {
        sub(/\/$/, "", path)
        for (each in exists) if (index(each, path "/") == 1) return 1
        return 0
      }

      FNR == 1 { is_code = 0 }
      /^```/ { is_code = !is_code }
      is_code { next }
      { check_links() }
      FILENAME !~ /docs\/adr\/|docs\/renamed/ { check_names() }'
}

plant_tree() {
  mkdir -p docs base/a .ci
  touch base/a/b.h
  cat >README.md <<'TEXT'
See `a/b.h` and [this](docs/a.md#part), `/etc/x.h`, https://x.h.
See `c/b.h`. BAD
TEXT
  cat >docs/a.md <<'TEXT'
See [the other](../README.md) and [this](a.md), in [a folder](../base/a).
See [another](b.md). BAD
TEXT
}

check_tree problems plant_tree "$@"
