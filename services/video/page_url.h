#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::video {

// The parts of an http or https URL.
struct PageUrl {
  std::string host;               // Lower case, without user, port, "www." and final dot.
  std::vector<std::string> path;  // The segments, not decoded, without empty ones.
  std::string query;              // Without "?" and fragment.

  // True if the host is `domain` or a subdomain of it.
  bool IsAt(absl::string_view domain) const;
  // Returns a parameter of the query, decoded; empty if it is missing.
  std::string Parameter(absl::string_view name) const;
};

// Parses `url`. All parts are empty if it is no http or https URL.
PageUrl ParsePageUrl(absl::string_view url);

// Returns `text` with each %XX replaced by its byte.
std::string PercentDecoded(absl::string_view text);

// Returns the URL in the form in which the service stores it, without white space at its ends.
// Percent-encodes apostrophes, spaces, backticks and backslashes, because they could end an HTML
// attribute, or the URL in a text; browsers do not encode all of them. All other characters stay,
// parentheses and Unicode included.
std::string EncodedUrl(absl::string_view url);

}  // namespace lossy::video
