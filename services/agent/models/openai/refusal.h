#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/agent/models/openai/http_message.h"

namespace lossy::agent {

// Why an endpoint will not take a request. Its words may repeat what a user said, so they are for
// looking at, not for any log.
class Refusal {
 public:
  // Understands OpenAI's errors, and what other servers make of them.
  explicit Refusal(const HttpResponse& response);

  // Whether it is about that parameter of the request.
  bool Names(absl::string_view parameter) const;

  // Whether it may be about the form of the recording: a server that decodes fewer kinds says no
  // more than that the request is bad.
  bool MayBeAboutFormat() const;

  // INVALID_ARGUMENT: it is about what was asked, and will always be refused. UNAVAILABLE: it is
  // about how we are configured. Says so in the log, too, in the endpoint's words for machines.
  absl::Status ToStatus(absl::string_view kind) const;

 private:
  bool IsAboutConfiguration() const;

  const int status_;
  std::string type_;
  std::string param_;
  std::string code_;
  // All that it says.
  std::string body_;
};

}  // namespace lossy::agent
