#pragma once

#include <vector>

#include "deploy/lossyctl/command/command.h"

namespace lossy::lossyctl {

// The commands of lossyctl, each group in a file of its own.

// Commands that examine a deployment or prepare it.
CommandGroup DeploymentCommands();
// Commands that ask running processes about themselves (lossy.admin.v1), or change them.
CommandGroup ProcessCommands();
// Commands about topics and sockets.
CommandGroup TopicCommands();
// Commands that make keys and tokens, or end them.
CommandGroup KeyCommands();
// Commands about the stored data of users.
CommandGroup DataCommands();
// Commands about contracts, which call no process.
CommandGroup ContractCommands();
// Commands about lossyctl itself.
CommandGroup ToolCommands();

// Returns all groups, in the order of the help.
const std::vector<CommandGroup>& AllCommands();

}  // namespace lossy::lossyctl
