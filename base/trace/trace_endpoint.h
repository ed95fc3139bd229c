#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// The URL of a receiver of OTLP over HTTP.
struct TraceEndpoint {
  bool tls = false;
  std::string host;  // A name or an address, without brackets.
  std::string port;
  std::string path;

  // Returns the value of the header Host.
  std::string Authority() const;
};

// Parses "https://HOST[:PORT][/PATH]", or the same with http for a host of this machine's
// loopback. The default port is 4318, and the default path /v1/traces. Returns INVALID_ARGUMENT
// for any other text; the message states what is wrong.
absl::StatusOr<TraceEndpoint> ParseTraceEndpoint(absl::string_view text);

}  // namespace lossy::base
