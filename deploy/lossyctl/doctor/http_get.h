#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace lossy::lossyctl {

struct HttpRequest {
  std::string url;
  std::string token;  // Sent as "Authorization: Bearer …"; empty: none.
  // PEM files. The authorities that are trusted, empty: the system's; and the certificate and key
  // that are shown to the server, empty: none.
  std::string authorities;
  std::string certificate;
  std::string key;
  // The name that the server's certificate must have, if it is not the host of the URL.
  std::string server_name;
};

struct HttpAnswer {
  int status = 0;
  std::string body;
  absl::optional<absl::Time> date;       // The header "Date".
  absl::optional<absl::Time> not_after;  // The earliest end of validity in the server's chain.
};

// Sends a GET request, follows no redirect, and returns the answer of any status. Blocks for at
// most five seconds. Returns UNAVAILABLE with the reason, for example an untrusted certificate, if
// there is no answer, and RESOURCE_EXHAUSTED if the body is larger than 16 MiB.
absl::StatusOr<HttpAnswer> HttpGet(const HttpRequest& request);

}  // namespace lossy::lossyctl
