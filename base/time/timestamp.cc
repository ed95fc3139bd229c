#include "base/time/timestamp.h"

#include <cstdint>

namespace lossy::base {

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  const std::int64_t micros = absl::ToUnixMicros(time);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(micros / 1'000'000);
  timestamp.set_nanos(static_cast<int>(micros % 1'000'000) * 1'000);
  return timestamp;
}

}  // namespace lossy::base
