#pragma once

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace lossy::services {

// Exact to the microsecond, which is what the database keeps. `time` must not be before 1970.
google::protobuf::Timestamp ToTimestamp(absl::Time time);

}  // namespace lossy::services
