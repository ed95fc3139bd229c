#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// A flag that a command reads. Its description and its default in the help are those of ABSL_FLAG.
struct CommandFlag {
  std::string name;   // "key".
  std::string value;  // "PATH", "a|b|c" for one of three words, or "" for a switch.
  bool required = false;
};

// One command of lossyctl. Help, completion and the check of the command line come from here.
struct Command {
  std::string name;  // The words on the command line: "keys generate".
  // The words after the name: "TOPIC" is one, "OLD NEW" are two, "[COMMAND...]" any number, and
  // "FILE..." one or more.
  std::string arguments;
  std::string summary;  // One line, without a full stop: "prints a token that the key has signed".
  std::vector<CommandFlag> flags;
  std::vector<std::string> examples;  // Command lines that begin with "lossyctl".
  // True if the command calls a process of Lossy by gRPC, as the operator of --key. It then has the
  // flags of CallFlags(), too.
  bool calls_processes = false;
  // Runs the command with the words after its name, whose number fits `arguments`, after flags are
  // parsed. It prints the result on standard output. It returns InvalidArgument if the command line
  // is wrong.
  std::function<absl::Status(const std::vector<std::string>&)> run;

  // True if this many words may follow the name.
  bool Accepts(std::size_t count) const;

  // Returns the flags of the command, those of CallFlags() included.
  std::vector<CommandFlag> AllFlags() const;

  // Returns one line: "lossyctl watch TOPIC --key=PATH [--since=POSITION]".
  std::string Usage() const;
};

// Commands that the help lists together.
struct CommandGroup {
  std::string title;
  std::vector<Command> commands;
};

// Returns the flags of every command that calls a process.
const std::vector<CommandFlag>& CallFlags();

// Makes `run` of a command without arguments.
inline auto Plain(absl::Status (*run)()) {
  return [run](const std::vector<std::string>&) { return run(); };
}

// Makes `run` of a command with one argument.
inline auto WithOne(absl::Status (*run)(const std::string&)) {
  return [run](const std::vector<std::string>& arguments) { return run(arguments.front()); };
}

// The result of FindCommand().
struct FoundCommand {
  const Command* command = nullptr;    // Null: `words` begin with the name of no command.
  std::vector<std::string> arguments;  // The words after the name.
};

// Finds the command whose name is the beginning of `words`.
FoundCommand FindCommand(const std::vector<CommandGroup>& groups,
                         const std::vector<std::string>& words);

}  // namespace lossy::lossyctl
