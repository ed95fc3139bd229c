#pragma once

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace lossy::base {

// Converts `time` to a Timestamp and truncates it to microseconds, the precision of PostgreSQL.
// `time` must not be before 1970.
google::protobuf::Timestamp ToTimestamp(absl::Time time);

}  // namespace lossy::base
