#include "services/agent/usage/usage_flags.h"

#include <cmath>

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"

ABSL_FLAG(int, vision_per_minute, 5, "Most refinements of notes per user and minute; 0: no limit");
ABSL_FLAG(int, vision_per_session, 20, "Most refinements of notes per session; 0: no limit");
ABSL_FLAG(int, structuring_per_minute, 30,
          "Most transcripts that a remote model drafts per user and minute; 0: no limit");
ABSL_FLAG(double, session_cost_limit_usd, 0.5,
          "Most cost of remote models per session, in US dollars; 0: no limit");

LOSSY_FLAG_RANGE(vision_per_minute, 0, 1'000'000);
LOSSY_FLAG_RANGE(vision_per_session, 0, 1'000'000);
LOSSY_FLAG_RANGE(structuring_per_minute, 0, 1'000'000);
LOSSY_FLAG_RANGE(session_cost_limit_usd, 0, 1e6);

namespace lossy::agent {

PgUsageQuota::Options UsageQuotaFromFlags() {
  return {
      .vision_per_minute = absl::GetFlag(FLAGS_vision_per_minute),
      .vision_per_session = absl::GetFlag(FLAGS_vision_per_session),
      .structuring_per_minute = absl::GetFlag(FLAGS_structuring_per_minute),
      .session_cost_micros = std::llround(absl::GetFlag(FLAGS_session_cost_limit_usd) * 1'000'000)};
}

}  // namespace lossy::agent
