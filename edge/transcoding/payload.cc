#include "edge/transcoding/payload.h"

#include <cstdint>

#include "base/error/error.h"
#include "edge/transcoding/wire_fields.h"
#include "edge/transcoding/wire_reader.h"
#include "edge/transcoding/wire_to_json.h"

namespace lossy::edge {
namespace {

// The usual size of a message's keys in JSON.
constexpr std::size_t kKeyBytes = 64;

// Returns the last value of a bytes field in a message that is known to be well-formed.
absl::string_view FindBytes(int wanted, absl::string_view wire) {
  absl::string_view found;
  WireReader reader(wire);
  while (!reader.done()) {
    std::uint32_t number;
    WireType type;
    if (!reader.ReadTag(&number, &type)) break;
    const bool is_it = number == static_cast<std::uint32_t>(wanted) && type == WireType::kLength;
    if (!(is_it ? reader.ReadLength(&found) : reader.Skip(type))) break;
  }
  return found;
}

}  // namespace

absl::Status MakePayload(const MessageTable& table, absl::string_view wire, Payload* payload) {
  // Most messages fit, so that the JSON is one allocation.
  payload->json.reserve(2 * wire.size() + kKeyBytes);
  absl::Status status = WireToJson(table, wire, &payload->json);
  if (!status.ok() || table.binary_number() == 0) return status;
  const absl::string_view bytes = FindBytes(table.binary_number(), wire);
  if (!bytes.empty()) payload->bytes.emplace(bytes);
  return status;
}

absl::Status BytesToWire(const MessageTable& table, absl::string_view bytes, std::string* out) {
  if (bytes.empty()) return absl::OkStatus();
  if (table.binary_number() == 0) {
    return base::InvalidArgument("payload", "must be JSON: this event takes no binary one");
  }
  AppendStringField(table.binary_number(), bytes, out);
  return absl::OkStatus();
}

}  // namespace lossy::edge
