#include "deploy/lossyctl/contract.h"

#include <iostream>
#include <utility>

#include "absl/flags/flag.h"
#include "base/text/path_list.h"
#include "contract/asyncapi/asyncapi.h"
#include "contract/json/contract_json.h"
#include "contract/markdown/events_page.h"
#include "contract/model/contract.h"
#include "contract/model/descriptor_sets.h"
#include "contract/openapi/openapi.h"
#include "contract/typescript/typescript.h"

ABSL_FLAG(std::string, descriptors, "",
          "Descriptor sets of the services, comma-separated files, for contract commands without "
          "files");

namespace lossy::lossyctl {
namespace {

using Document = std::string (*)(const contract::Contract&);

// Returns the files of the arguments, each of which may be a comma-separated list, or of the flag.
std::vector<std::string> FilesOf(const std::vector<std::string>& words) {
  std::vector<std::string> files;
  for (const std::string& word : words) {
    for (std::string& path : base::SplitPaths(word)) files.push_back(std::move(path));
  }
  return words.empty() ? base::SplitPaths(absl::GetFlag(FLAGS_descriptors)) : files;
}

absl::Status Print(const std::vector<std::string>& words, Document document) {
  const std::vector<std::string> files = FilesOf(words);
  if (files.empty()) {
    return absl::InvalidArgumentError("descriptor sets are missing: name files or --descriptors");
  }
  const auto descriptors = contract::ReadDescriptorSets(files);
  if (!descriptors.ok()) return descriptors.status();
  const absl::StatusOr<contract::Contract> contract = contract::Contract::Read(*descriptors);
  if (!contract.ok()) return contract.status();
  std::cout << document(*contract);
  return absl::OkStatus();
}

}  // namespace

absl::Status PrintOpenApi(const std::vector<std::string>& paths) {
  return Print(paths, contract::OpenApi);
}

absl::Status PrintAsyncApi(const std::vector<std::string>& paths) {
  return Print(paths, contract::AsyncApi);
}

absl::Status PrintEventsPage(const std::vector<std::string>& paths) {
  return Print(paths, contract::EventsPage);
}

absl::Status PrintTypes(const std::vector<std::string>& paths) {
  return Print(paths, contract::TypeScript);
}

absl::Status PrintContractJson(const std::vector<std::string>& paths) {
  return Print(paths, contract::ContractJson);
}

}  // namespace lossy::lossyctl
