#include "edge/channel/presence_option.h"

#include "edge/transcoding/json_to_wire.h"
#include "simdjson.h"

namespace lossy::edge {

bool WantsPresenceUpdates(absl::string_view json) {
  // The params of most joins do not have the option.
  if (json.find("\"presence\"") == absl::string_view::npos) return false;
  thread_local simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  bool updates = false;
  if (parser.iterate(json.data(), json.size(), json.size() + kJsonPadding).get(document) !=
      simdjson::SUCCESS) {
    return false;
  }
  return document["presence"]["updates"].get_bool().get(updates) == simdjson::SUCCESS && updates;
}

}  // namespace lossy::edge
