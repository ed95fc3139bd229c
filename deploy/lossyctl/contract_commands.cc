#include <utility>

#include "deploy/lossyctl/command_groups.h"
#include "deploy/lossyctl/contract.h"
#include "deploy/lossyctl/contract_diff.h"

namespace lossy::lossyctl {
namespace {

// Makes a command that prints a document about descriptor sets.
Command Document(const std::string& name, std::string summary,
                 absl::Status (*run)(const std::vector<std::string>&)) {
  return {.name = "contract " + name,
          .arguments = "[DESCRIPTORS...]",
          .summary = std::move(summary),
          .flags = {{"descriptors", "PATH,…"}},
          .examples = {"lossyctl contract " + name + " video.binpb notes.binpb"},
          .run = run};
}

}  // namespace

CommandGroup ContractCommands() {
  return {
      .title = "Contracts",
      .commands = {
          Document("openapi", "prints an OpenAPI 3.1 document of the events by HTTP", PrintOpenApi),
          Document("asyncapi", "prints an AsyncAPI 3.0 document of the topics", PrintAsyncApi),
          Document("events", "prints the reference of topics and events as Markdown",
                   PrintEventsPage),
          Document("types", "prints TypeScript declarations of topics, events and messages",
                   PrintTypes),
          Document("json", "prints topics, events and schemas as one JSON object",
                   PrintContractJson),
          {.name = "contract diff",
           .arguments = "OLD.binpb,… NEW.binpb,…",
           .summary = "compares two lists of descriptor sets; fails if the new contract breaks "
                      "clients or callers of the old one",
           .flags = {{"allow", "ELEMENT;…"}, {"json"}},
           .examples = {"lossyctl contract diff released.binpb polls.binpb"},
           .run = CompareContractFiles},
      }};
}

}  // namespace lossy::lossyctl
