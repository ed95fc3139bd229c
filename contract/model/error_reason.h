#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace lossy::contract {

// A reason of an error, as a client reads it in {"reason": "not_found", "message": …}.
struct ErrorReason {
  absl::string_view name;
  int http_status;
  // The canonical gRPC code of the status that has this reason.
  absl::string_view grpc_code;
  absl::string_view meaning;
};

// Returns all reasons that a client may receive, ordered by HTTP status.
absl::Span<const ErrorReason> ErrorReasons();

// Returns the names of the reasons that a method's comment lists: "Errors: NOT_FOUND, ABORTED (…)".
std::vector<std::string> ReasonsInComment(absl::string_view comment);

}  // namespace lossy::contract
