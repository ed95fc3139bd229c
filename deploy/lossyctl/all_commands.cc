#include "deploy/lossyctl/command_groups.h"

namespace lossy::lossyctl {

const std::vector<CommandGroup>& AllCommands() {
  static const auto* const kGroups = new std::vector<CommandGroup>{
      DeploymentCommands(), ProcessCommands(),  TopicCommands(), KeyCommands(),
      DataCommands(),       ContractCommands(), ToolCommands(),
  };
  return *kGroups;
}

}  // namespace lossy::lossyctl
