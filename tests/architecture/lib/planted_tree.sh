# shellcheck shell=bash
# A rule over the files of a tree, which proves over a planted tree that it fails when it must.
#
# A rule names two functions, which run in the root of a tree: FIND prints a line
# "path:line: problem" for each problem, and PLANT writes a tree in which each problem has a BAD in
# its line. Sourced by the rules, from the root of the repository.

# FIND PLANT [TREE]: fails, and prints the problems, if there are any. Without TREE it checks the
# repository, and the rule itself.
check_tree() {
  local find=$1 plant=$2 found
  if (($# > 2)); then
    cd -- "$3" || exit
  else
    (check_rule "$find" "$plant") || exit
  fi
  found=$("$find" | sort -t: -k1,1 -k2,2n)
  [[ -z $found ]] || {
    printf '%s\nplaces: %d\n' "$found" "$(wc -l <<<"$found")"
    exit 1
  }
}

# FIND PLANT: fails unless the rule finds in the planted tree exactly the lines that are marked.
check_rule() {
  local find=$1 plant=$2 tree expected found
  tree=$(mktemp -d) && cd -- "$tree" || exit
  "$plant"
  expected=$(grep -rno 'BAD' . | lines_of_problems)
  found=$("$find" | lines_of_problems)
  rm -r -- "$tree"
  [[ $found == "$expected" ]] || {
    diff <(printf '%s\n' "$expected") <(printf '%s\n' "$found")
    printf 'in the planted tree this rule found other lines than those that are bad\n'
    exit 1
  }
}

lines_of_problems() { sed 's|^\./||' | cut -d: -f1,2 | sort; }
