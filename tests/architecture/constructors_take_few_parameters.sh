#!/usr/bin/env bash
# No constructor takes more than five parameters: a class that needs more is two classes
#
# usage: constructors_take_few_parameters.sh [TREE]; without TREE it checks the repository, and
# itself. It reads the headers of production code as clang-format writes them.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/architecture/lib/planted_tree.sh
source tests/architecture/lib/planted_tree.sh

headers() {
  find base contract deploy edge services -name '*.h' ! -name 'fake_*' ! -name 'faulty_*' ! -name 'test_*' \
    ! -name '*_fixture.h' ! -path '*/testing/*' ! -path '*/fake_openai_server/*' -print0
}

problems() {
  # shellcheck disable=SC2016  # A program of awk.
  headers | xargs -0 awk -v most=5 '
    # The number of parameters in the text behind the opening parenthesis, 0 until the text has the
    # closing one. Commas of types and of default values are no commas of the list.
    function parameters(text,    i, letter, depth, count, is_empty) {
      is_empty = 1
      for (i = 1; i <= length(text); ++i) {
        letter = substr(text, i, 1)
        if (depth == 0 && letter == ")") return is_empty ? -1 : count + 1
        if (letter ~ /[(<{\[]/) ++depth
        if (letter ~ /[)>}\]]/) --depth
        if (depth == 0 && letter == ",") ++count
        if (letter != " ") is_empty = 0
      }
      return 0
    }

    function finish(    count) {
      count = parameters(text)
      if (count == 0) return
      if (count > most)
        printf "%s:%d: %s takes %d parameters, at most %d are allowed\n", FILENAME, begin, name, count, most
      name = ""
    }

    FNR == 1 { split("", indent); name = "" }
    { sub(/ *\/\/.*/, "") }
    name != "" { text = text " " $0; finish(); next }

    # A class, with the indent of its members.
    match($0, /^ *(class|struct) /) {
      rest = substr($0, RLENGTH + 1)
      gsub(/(LOSSY_[A-Z_]+(\([^)]*\))?|\[\[[^]]*\]\]) /, "", rest)
      sub(/^([A-Za-z0-9_]+::)+/, "", rest)
      if (!/;$/ && match(rest, /^[A-Za-z0-9_]+/)) {
        class = substr(rest, 1, RLENGTH)
        indent[class] = match($0, /[^ ]/) + 2
      }
      next
    }

    # The end of a class.
    /^ *};/ {
      for (class in indent) if (indent[class] == match($0, /}/) + 2) delete indent[class]
      next
    }

    {
      rest = $0
      sub(/^ +/, "", rest)
      sub(/^((explicit|constexpr|inline) )+/, "", rest)
      if (!match(rest, /^[A-Za-z0-9_]+\(/)) next
      class = substr(rest, 1, RLENGTH - 1)
      text = substr(rest, RLENGTH + 1)
      if (!(class in indent) || match($0, /[^ ]/) != indent[class]) next
      name = class
      begin = FNR
      finish()
    }'
}

plant_tree() {
  mkdir -p base contract deploy edge services/testing
  cat >base/a.h <<'TEXT'
class A final : public B {
 public:
  A();
  explicit A(std::map<int, int> a, std::function<void(int, int)> b, C c = {1, 2}, int d = F(3, 4),
             int e = 5);  // Of a, b, c, d, e and f.
  A(int a, int b, int c, int d, int e, int f);  // BAD
  void Method(int a, int b, int c, int d, int e, int f);

 private:
  struct LOSSY_MARK("x") Part {
    explicit Part(std::map<int, int> a, int b,  // BAD
                  int c, int d, int e, int f)
        : a(a), b(b) {}
  };
};

class A::Other {
  Other(int a, int b, int c, int d, int e, int f);  // BAD
};

inline void Call() {
  A(1, 2, 3, 4, 5, 6);
}
TEXT
  cp base/a.h base/fake_a.h
  cp base/a.h services/testing
  sed -i 's/BAD//' base/fake_a.h services/testing/a.h
}

check_tree problems plant_tree "$@"
