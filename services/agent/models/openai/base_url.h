#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::agent {

// Where an endpoint is: what stands before "/chat/completions".
struct BaseUrl {
  bool tls = false;
  std::string host;  // A name or an address, without brackets.
  int port = 0;
  std::string path;  // "", or "/v1": without a slash at its end.

  // As the Host header has it: without the port that the scheme has anyway.
  std::string authority() const;
};

// INVALID_ARGUMENT says what is wrong with it, without repeating it.
absl::StatusOr<BaseUrl> ParseBaseUrl(absl::string_view text);

}  // namespace lossy::agent
