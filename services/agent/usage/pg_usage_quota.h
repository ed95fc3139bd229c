#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"
#include "prometheus/registry.h"
#include "services/agent/usage/token_buckets.h"
#include "services/agent/usage/usage_ledger.h"
#include "services/agent/usage/usage_quota.h"

namespace lossy::agent {

// PgUsageQuota keeps the quota in PostgreSQL, so that all replicas share it. Errors other than
// RESOURCE_EXHAUSTED are the database's. Thread-safe.
//
// A session may cost a little more than its limit: calls in progress are not cancelled.
class PgUsageQuota final : public UsageQuota {
 public:
  // The limits; 0 means no limit.
  struct Options {
    int vision_per_minute = 5;
    int vision_per_session = 20;
    int structuring_per_minute = 30;
    std::int64_t session_cost_micros = 500'000;  // Millionths of a US dollar.
  };

  // All references must outlive the object.
  PgUsageQuota(TokenBuckets& buckets, UsageLedger& ledger, prometheus::Registry& registry,
               Options options);

  absl::Status Take(ModelCall call, const std::string& user_id,
                    const std::string& session_id) override;
  void Spend(ModelCall call, const std::string& user_id, const std::string& session_id,
             const Usage& usage) override;

 private:
  // Returns the buckets from which a call takes a token each.
  std::vector<TokenBucket> BucketsOf(ModelCall call, const std::string& user_id,
                                     const std::string& session_id) const;
  absl::Status CheckCost(const std::string& user_id, const std::string& session_id);
  // Counts a refusal, and returns `status`.
  absl::Status Count(absl::string_view limited_class, absl::Status status);

  TokenBuckets& buckets_;
  UsageLedger& ledger_;
  const Options options_;
  prometheus::Family<prometheus::Counter>& limited_;
  prometheus::Family<prometheus::Counter>& cost_;
};

}  // namespace lossy::agent
