#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::edge {

// The path of a topic, /api/topics/{topic}, or of one of its events, /api/topics/{topic}/{event}.
struct ApiPath {
  std::string topic;
  std::string event;  // Empty: the path is that of the topic.
};

// Returns true if the path begins with /api/topics. Doubled slashes count as one.
bool IsApiPath(absl::string_view path);

// Parses a path of IsApiPath. Topic and event are percent-encoded (RFC 3986, section 2.1): a slash
// within a topic is "%2F", and a colon may stand for itself. A trailing slash is ignored. Returns
// nullopt if there are more or fewer segments, if a "%" has no two hex digits behind it, or if the
// decoded text is not UTF-8.
absl::optional<ApiPath> ParseApiPath(absl::string_view path);

}  // namespace lossy::edge
