#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// Decoded pairs of a URL's query as the JSON object that JsonToWire reads as `table`. A value of a
// numeric or bool field becomes a number, true or false if it is spelled like one; every other
// value becomes a string. Pairs that name no field stay, for JsonToWire to ignore.
std::string QueryJson(const MessageTable& table,
                      const std::vector<std::pair<std::string, std::string>>& params);

}  // namespace lossy::edge
