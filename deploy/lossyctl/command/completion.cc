#include "deploy/lossyctl/command/completion.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace lossy::lossyctl {
namespace {

// The scripts read these arrays, which have an entry for each command: its name, its summary, its
// flags as "--key=PATH --json", and the kind of its arguments.
constexpr char kBash[] = R"script(
# KIND WORD: adds the values of this kind that begin with WORD. KIND is "a|b" for words, PATH or DIR.
_lossyctl_values() {
  case $1 in
    *'|'*) mapfile -t COMPREPLY < <(compgen -W "${1//|/ }" -- "$2") ;;
    PATH*) mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
    DIR) mapfile -t COMPREPLY < <(compgen -d -- "$2") ;;
    *) return ;;
  esac
  [[ $1 == *'|'* ]] || compopt -o filenames 2>/dev/null
}

# INDEX WORD: adds the flags of a command that begin with WORD.
_lossyctl_add_flags() {
  local flag
  for flag in ${_lossyctl_flags[$1]}; do
    [[ $flag != *=* ]] || flag=${flag%%=*}=
    [[ $flag != "$2"* ]] || COMPREPLY+=("$flag")
  done
  [[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null
}

# INDEX FLAG=WORD: adds the values of a flag. Readline replaces the text behind "=" if that breaks words.
_lossyctl_add_values() {
  local flag
  for flag in ${_lossyctl_flags[$1]}; do
    [[ ${flag%%=*} != "${2%%=*}" ]] || _lossyctl_values "${flag#*=}" "${2#*=}"
  done
  [[ $COMP_WORDBREAKS == *=* ]] || COMPREPLY=("${COMPREPLY[@]/#/${2%%=*}=}")
}

_lossyctl() {
  local line=${COMP_LINE:0:COMP_POINT} current='' typed='' found='' word index
  local -a words
  local -A next=()
  COMPREPLY=()
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] || { current=${words[-1]} && unset 'words[-1]'; }
  for word in "${words[@]:1}"; do [[ $word == -* ]] || typed+="$word "; done
  typed=${typed#help }
  for index in "${!_lossyctl_names[@]}"; do
    word=${_lossyctl_names[index]}
    [[ $typed != "$word "* ]] || found=$index
    [[ $word != "$typed$current"* ]] || next[${word#"$typed"}]=1
  done
  if [[ $current == --*=* && $found ]]; then
    _lossyctl_add_values "$found" "$current"
  elif [[ $current == -* ]]; then
    [[ -z $found ]] || _lossyctl_add_flags "$found" "$current"
  elif ((${#next[@]})); then
    # The next word of each name, once.
    mapfile -t COMPREPLY < <(printf '%s\n' "${!next[@]}" | cut -d ' ' -f 1 | sort -u)
  elif [[ $found ]]; then
    _lossyctl_values "${_lossyctl_arguments[found]}" "$current"
  fi
}
complete -F _lossyctl lossyctl
)script";

constexpr char kZsh[] = R"script(
# KIND: adds the values of this kind. KIND is "a|b" for words, PATH or DIR.
_lossyctl_values() {
  case $1 in
    *'|'*) compadd -- ${(s:|:)1} ;;
    PATH*) _files ;;
    DIR) _files -/ ;;
  esac
}

_lossyctl() {
  local current=${words[CURRENT]} typed='' word flag
  local -i index found=0
  local -a next valued switches
  for word in ${words[2,CURRENT-1]}; do [[ $word == -* ]] || typed+="$word "; done
  typed=${typed#help }
  for ((index = 1; index <= $#_lossyctl_names; ++index)); do
    word=$_lossyctl_names[index]
    [[ $typed != "$word "* ]] || found=$index
    [[ $word == "$typed$current"* ]] || continue
    word=${word#$typed}
    if [[ $word == *' '* ]]; then
      next+=("${word%% *}")
    else
      next+=("$word:$_lossyctl_summaries[index]")
    fi
  done
  if [[ $current == --*=* ]]; then
    ((found)) || return
    compset -P '--*='
    for flag in ${(s: :)_lossyctl_flags[found]}; do
      [[ ${flag%%=*} != ${current%%=*} ]] || _lossyctl_values "${flag#*=}"
    done
  elif [[ $current == -* ]]; then
    ((found)) || return
    for flag in ${(s: :)_lossyctl_flags[found]}; do
      [[ $flag == *=* ]] && valued+=("${flag%%=*}=") || switches+=("$flag")
    done
    compadd -S '' -- $valued
    compadd -- $switches
  elif (($#next)); then
    next=(${(u)next})
    _describe command next
  elif ((found)); then
    _lossyctl_values "$_lossyctl_arguments[found]"
  fi
}

if [[ $funcstack[1] == _lossyctl ]]; then
  _lossyctl "$@"
else
  compdef _lossyctl lossyctl
fi
)script";

std::string Quoted(const std::string& text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "'\\''"}}), "'");
}

std::string FlagsOf(const Command& command) {
  std::string flags;
  for (const CommandFlag& flag : command.AllFlags()) {
    absl::StrAppend(&flags, flags.empty() ? "--" : " --", flag.name, flag.value.empty() ? "" : "=",
                    flag.value);
  }
  return flags;
}

// "a|b" for one of these words, PATH for files, or "".
std::string KindOfArguments(const Command& command) {
  if (absl::StrContains(command.arguments, "|")) return command.arguments;
  const bool files = absl::StrContains(command.arguments, "DESCRIPTORS") ||
                     absl::StrContains(command.arguments, ".binpb");
  return files ? "PATH" : "";
}

// An array of a shell with an entry for each command.
std::string Array(absl::string_view name, const std::vector<CommandGroup>& groups,
                  std::string (*entry)(const Command&)) {
  std::string array = absl::StrCat(name, "=(\n");
  for (const CommandGroup& group : groups) {
    for (const Command& command : group.commands) {
      absl::StrAppend(&array, "  ", Quoted(entry(command)), "\n");
    }
  }
  return array + ")\n";
}

std::string Arrays(const std::vector<CommandGroup>& groups) {
  return absl::StrCat(
      Array("_lossyctl_names", groups, [](const Command& command) { return command.name; }),
      Array("_lossyctl_flags", groups, FlagsOf),
      Array("_lossyctl_arguments", groups, KindOfArguments));
}

}  // namespace

std::string BashCompletion(const std::vector<CommandGroup>& groups) {
  return absl::StrCat("# Completion of lossyctl for bash, made by: lossyctl completion bash\n",
                      Arrays(groups), kBash);
}

std::string ZshCompletion(const std::vector<CommandGroup>& groups) {
  return absl::StrCat(
      "#compdef lossyctl\n# Completion of lossyctl for zsh, made by: lossyctl completion zsh\n",
      Arrays(groups),
      Array("_lossyctl_summaries", groups, [](const Command& command) { return command.summary; }),
      kZsh);
}

}  // namespace lossy::lossyctl
