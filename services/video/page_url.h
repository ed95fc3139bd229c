#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::video {

// The parts of an http or https URL.
struct PageUrl {
  std::string host;               // Lower case, without user, port, "www." and a dot at the end.
  std::vector<std::string> path;  // The segments, as they are spelled, without empty ones.
  std::string query;              // Without "?" and fragment.

  // True if the host is `domain` or one below it.
  bool IsAt(absl::string_view domain) const;
  // A parameter of the query, decoded; empty where it is missing.
  std::string Parameter(absl::string_view name) const;
};

// All is empty where `url` is no http or https URL.
PageUrl ParsePageUrl(absl::string_view url);

// `text` with each %XX replaced by its byte.
std::string PercentDecoded(absl::string_view text);

// The URL as it is stored: without white space at its ends. Characters that browsers leave in a URL
// as they are, but that could leave an HTML attribute or end the URL in a text, are
// percent-encoded: apostrophes, spaces, backticks and backslashes. Everything else, parentheses and
// Unicode included, stays.
std::string EncodedUrl(absl::string_view url);

}  // namespace lossy::video
