#pragma once

#include "services/agent/usage/pg_usage_quota.h"

namespace lossy::agent {

// Returns the options from the flags --vision_per_minute, --session_cost_limit_usd and so on.
PgUsageQuota::Options UsageQuotaFromFlags();

}  // namespace lossy::agent
