#include "edge/channel/recover_option.h"

#include <string>

#include "base/error/error.h"
#include "edge/transcoding/json_to_wire.h"
#include "simdjson.h"

namespace lossy::edge {
namespace {

using simdjson::SUCCESS;
namespace ondemand = simdjson::ondemand;

absl::Status Refuse(absl::string_view field, absl::string_view problem) {
  return base::InvalidArgument(field, problem);
}

absl::StatusOr<Position> ReadPosition(ondemand::object object) {
  std::string_view epoch;
  if (object["epoch"].get_string().get(epoch) != SUCCESS || epoch.empty()) {
    return Refuse("recover.epoch", "must be the epoch of a position, a string");
  }
  Position position{.epoch = std::string(epoch)};
  if (object["offset"].get_int64().get(position.offset) != SUCCESS || position.offset < 0) {
    return Refuse("recover.offset", "must be the offset of a position, an integer from 0");
  }
  // Positions of older edges have no run.
  ondemand::value run;
  if (object["run"].get(run) == SUCCESS &&
      (run.get_int64().get(position.run) != SUCCESS || position.run < 0)) {
    return Refuse("recover.run", "must be the run of a position, an integer from 0");
  }
  return position;
}

absl::StatusOr<absl::optional<RecoverOption>> Read(ondemand::value value) {
  ondemand::object object;
  if (value.get_object().get(object) == SUCCESS) {
    absl::StatusOr<Position> position = ReadPosition(object);
    if (!position.ok()) return position.status();
    return RecoverOption{.after = *std::move(position)};
  }
  bool wanted = false;
  if (value.get_bool().get(wanted) == SUCCESS) {
    return wanted ? absl::make_optional(RecoverOption{}) : absl::nullopt;
  }
  if (value.is_null()) return absl::nullopt;
  return Refuse("recover", "must be true, or a position with epoch, offset and run");
}

}  // namespace

absl::StatusOr<absl::optional<RecoverOption>> ReadRecoverOption(absl::string_view json) {
  // The params of most joins do not have the option.
  if (json.find("\"recover\"") == absl::string_view::npos) return absl::nullopt;
  thread_local ondemand::parser parser;
  ondemand::document document;
  ondemand::value value;
  if (parser.iterate(json.data(), json.size(), json.size() + kJsonPadding).get(document) !=
          SUCCESS ||
      document["recover"].get(value) != SUCCESS) {
    return absl::nullopt;
  }
  return Read(value);
}

}  // namespace lossy::edge
