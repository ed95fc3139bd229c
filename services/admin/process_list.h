#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::admin {

// One entry of --processes: a name whose addresses are replicas of a program.
struct ProcessEntry {
  std::string program;  // "edge", "video".
  std::string address;  // host:port, where the host may be a DNS name with several records.
};

// Parses "PROGRAM=HOST:PORT,…". A program may have several entries. Returns INVALID_ARGUMENT that
// names the wrong entry, or if there is none.
absl::StatusOr<std::vector<ProcessEntry>> ParseProcesses(absl::string_view text);

// Returns the audience of operators' tokens for a program: the package of its own gRPC service, or
// "edge".
std::string AudienceOfProgram(absl::string_view program);

}  // namespace lossy::admin
