#include "services/shared/privacy/forget_flags.h"

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"

ABSL_FLAG(int, forget_call_ms, 5000,
          "Longest time for another service to delete a user's words, in ms");

LOSSY_FLAG_RANGE(forget_call_ms, 1, 600'000);

namespace lossy::services {

absl::Duration ForgetCallLimitFromFlags() {
  return absl::Milliseconds(absl::GetFlag(FLAGS_forget_call_ms));
}

}  // namespace lossy::services
