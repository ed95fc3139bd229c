#include "edge/channel/access_token.h"

#include "base/error/error.h"
#include "edge/transcoding/json_to_wire.h"
#include "lossy/channel/v1/channel.pb.h"

namespace lossy::edge {
namespace {

const MessageTable& Table() {
  static TableSet& tables = *new TableSet;
  static const MessageTable& table = **tables.For(channel::v1::AccessToken::descriptor());
  return table;
}

}  // namespace

absl::StatusOr<std::string> ReadAccessToken(absl::string_view payload) {
  std::string wire;
  const absl::Status read = JsonToWire(Table(), payload, &wire);
  if (!read.ok()) return read;
  channel::v1::AccessToken message;
  if (!message.ParseFromString(wire) || message.access_token().empty()) {
    return base::InvalidArgument("access_token", "is required");
  }
  return message.access_token();
}

}  // namespace lossy::edge
