#include "base/pg/param.h"

#include "absl/strings/str_format.h"

namespace lossy::base::pg {

Param::Param(double number) : value_(absl::StrFormat("%.17g", number)) {}

Param::Param(absl::Time time)
    : value_(absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone())) {}

}  // namespace lossy::base::pg
