#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// The commands about the contract between services and clients. Each reads descriptor sets, from
// its arguments or, without any, from --descriptors, and prints one document about all of them
// (contract/). They return INVALID_ARGUMENT if a file cannot be read, or if the descriptors state
// no valid contract.
absl::Status PrintOpenApi(const std::vector<std::string>& paths);
absl::Status PrintAsyncApi(const std::vector<std::string>& paths);
absl::Status PrintEventsPage(const std::vector<std::string>& paths);
absl::Status PrintTypes(const std::vector<std::string>& paths);
absl::Status PrintContractJson(const std::vector<std::string>& paths);

}  // namespace lossy::lossyctl
