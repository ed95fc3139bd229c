# shellcheck shell=bash
# Messages of ./dev to a person. Sourced by ./dev.

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
  bold='' red='' green='' plain=''
fi

# To standard error, so that what a command answers stands alone on standard output.
say() { printf '%s\n' "${bold}lossy:${plain} $*" >&2; }

# One line that changes, of whatever comes in. Without a terminal, nothing.
show_latest() {
  local line
  while IFS= read -r line; do
    [[ ! -t 2 ]] || printf '\r\e[K  %s' "${line:0:100}" >&2
  done
  [[ ! -t 2 ]] || printf '\r\e[K' >&2
}

fail() {
  printf '%s\n' "${bold}lossy:${plain} ${red}$*${plain}" >&2
  exit 1
}
