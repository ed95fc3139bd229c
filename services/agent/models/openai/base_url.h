#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::agent {

// The base URL of an OpenAI-compatible endpoint: the part before "/chat/completions".
struct BaseUrl {
  bool tls = false;
  std::string host;  // A name or an address, without brackets.
  int port = 0;
  std::string path;  // "", or "/v1": without a slash at its end.

  // Returns the host and port for a Host header, without the scheme's default port.
  std::string authority() const;
};

// Parses an http or https URL. Returns INVALID_ARGUMENT for any other text. The message does not
// contain the text, which may have a password.
absl::StatusOr<BaseUrl> ParseBaseUrl(absl::string_view text);

}  // namespace lossy::agent
