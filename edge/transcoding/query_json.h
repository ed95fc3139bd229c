#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// Converts the decoded pairs of a URL's query to a JSON object, for JsonToWire with `table`. The
// value of a numeric or bool field becomes a JSON number or bool if it is spelled like one. Every
// other value becomes a string. A name without a field remains; JsonToWire ignores it.
std::string QueryJson(const MessageTable& table,
                      const std::vector<std::pair<std::string, std::string>>& params);

}  // namespace lossy::edge
