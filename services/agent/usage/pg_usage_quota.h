#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"
#include "prometheus/registry.h"
#include "services/agent/usage/token_buckets.h"
#include "services/agent/usage/usage_ledger.h"
#include "services/agent/usage/usage_quota.h"

namespace lossy::agent {

// What a user may have of what costs money, the same on all replicas. RESOURCE_EXHAUSTED says when
// to ask again, as far as time helps; other errors are the database's. Thread-safe.
//
// A session may cost a little more than its limit: calls that run when it is reached are not cut.
class Limits final : public UsageQuota {
 public:
  // 0: no limit.
  struct Options {
    int vision_per_minute = 5;
    int vision_per_session = 20;
    int structuring_per_minute = 30;
    std::int64_t session_cost_micros = 500'000;  // Millionths of a US dollar.
  };

  // `buckets` and `ledger` must outlive it.
  Limits(TokenBuckets& buckets, UsageLedger& ledger, prometheus::Registry& registry,
         Options options);

  absl::Status TakeStructuring(const std::string& user_id, const std::string& session_id) override;
  absl::Status TakeVision(const std::string& user_id, const std::string& session_id) override;
  void Spend(const std::string& user_id, const std::string& session_id, const char* kind,
             const Usage& usage) override;

 private:
  absl::Status CheckCost(const std::string& user_id, const std::string& session_id);
  // Passes it on.
  absl::Status Count(const char* limited_class, absl::Status status);

  TokenBuckets& buckets_;
  UsageLedger& ledger_;
  const Options options_;
  prometheus::Family<prometheus::Counter>& limited_;
  prometheus::Family<prometheus::Counter>& cost_;
};

}  // namespace lossy::agent
