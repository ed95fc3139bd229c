#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// Returns the decoded pairs of a URL's query as a JSON object for JsonToWire with `table`. The
// value of a numeric or bool field becomes a number, true or false if it is spelled like one. Every
// other value becomes a string. Pairs without a field remain; JsonToWire ignores them.
std::string QueryJson(const MessageTable& table,
                      const std::vector<std::pair<std::string, std::string>>& params);

}  // namespace lossy::edge
