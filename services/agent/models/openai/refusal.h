#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/agent/models/openai/http_message.h"

namespace lossy::agent {

// The error response of an endpoint that rejected a request, and the reason in it. Its text may
// contain a user's words, so it must not be logged. Immutable.
class Refusal {
 public:
  // Parses OpenAI's errors and the variants of other servers.
  explicit Refusal(const HttpResponse& response);

  // Returns true if the reason is this parameter of the request.
  bool Names(absl::string_view parameter) const;

  // Returns true if the reason may be the format of the recording. A server that decodes few
  // formats often states only that the request is bad.
  bool MayBeAboutFormat() const;

  // Returns INVALID_ARGUMENT if the reason is the request's content, so that a retry would fail,
  // too. Returns UNAVAILABLE if the reason is our configuration. Also logs the endpoint's codes,
  // which contain no user's words.
  absl::Status ToStatus(absl::string_view kind) const;

 private:
  bool IsAboutConfiguration() const;

  const int status_;
  std::string type_;
  std::string param_;
  std::string code_;
  // The whole response.
  std::string body_;
};

}  // namespace lossy::agent
