#pragma once

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace lossy::services {

// Converts with the database's precision of a microsecond. `time` must not be before 1970.
google::protobuf::Timestamp ToTimestamp(absl::Time time);

}  // namespace lossy::services
