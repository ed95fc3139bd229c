#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::agent {

// The address of an endpoint: the part of a URL before "/chat/completions".
struct BaseUrl {
  bool tls = false;
  std::string host;  // A name or an address, without brackets.
  int port = 0;
  std::string path;  // "", or "/v1": without a slash at its end.

  // The host and port as in a Host header. The scheme's default port is left out.
  std::string authority() const;
};

// INVALID_ARGUMENT describes the problem without repeating the text, which may have a password.
absl::StatusOr<BaseUrl> ParseBaseUrl(absl::string_view text);

}  // namespace lossy::agent
