#include "services/agent/usage/pg_usage_quota.h"

#include <utility>

#include "base/error/error.h"
#include "base/log/log.h"

namespace lossy::agent {
namespace {

constexpr double kMicros = 1'000'000;

TokenBucket PerMinute(const std::string& user_id, const char* name, int tokens,
                      const char* refusal) {
  return {.user_id = user_id,
          .name = name,
          .scope = "",
          .capacity = static_cast<double>(tokens),
          .refill_per_second = tokens / 60.0,
          .refusal = refusal};
}

// This bucket never refills.
TokenBucket PerSession(const std::string& user_id, const std::string& session_id, const char* name,
                       int tokens, const char* refusal) {
  return {.user_id = user_id,
          .name = name,
          .scope = session_id,
          .capacity = static_cast<double>(tokens),
          .refill_per_second = 0,
          .refusal = refusal};
}

}  // namespace

PgUsageQuota::PgUsageQuota(TokenBuckets& buckets, UsageLedger& ledger,
                           prometheus::Registry& registry, Options options)
    : buckets_(buckets),
      ledger_(ledger),
      options_(options),
      limited_(prometheus::BuildCounter()
                   .Name("lossy_agent_limited_total")
                   .Help("Calls to models refused by a limit, by class of the limit")
                   .Register(registry)),
      cost_(prometheus::BuildCounter()
                .Name("lossy_agent_cost_dollars_total")
                .Help("Cost of remote models in US dollars, by kind of call")
                .Register(registry)) {}

absl::Status PgUsageQuota::Take(ModelCall call, const std::string& user_id,
                                const std::string& session_id) {
  if (absl::Status cost = CheckCost(user_id, session_id); !cost.ok()) return Count("cost", cost);
  std::vector<TokenBucket> buckets = BucketsOf(call, user_id, session_id);
  // A limit of 0 tokens is no limit.
  std::erase_if(buckets, [](const TokenBucket& bucket) { return bucket.capacity <= 0; });
  if (buckets.empty()) return absl::OkStatus();
  return Count(ToString(call), buckets_.Take(buckets));
}

std::vector<TokenBucket> PgUsageQuota::BucketsOf(ModelCall call, const std::string& user_id,
                                                 const std::string& session_id) const {
  switch (call) {
    case ModelCall::kStructuring:
      return {PerMinute(user_id, "structuring", options_.structuring_per_minute,
                        "Too many transcripts in a minute")};
    case ModelCall::kVision:
      // The session's bucket is first: its refusal is permanent.
      return {PerSession(user_id, session_id, "session_vision", options_.vision_per_session,
                         "The session has had all its refinements"),
              PerMinute(user_id, "vision", options_.vision_per_minute,
                        "Too many refinements in a minute")};
    case ModelCall::kTranscription:
      return {};
  }
  return {};
}

void PgUsageQuota::Spend(ModelCall call, const std::string& user_id, const std::string& session_id,
                         const Usage& usage) {
  if (usage.model.empty()) return;
  const std::string kind(ToString(call));
  cost_.Add({{"kind", kind}}).Increment(static_cast<double>(usage.cost_micros) / kMicros);
  const absl::Status added = ledger_.Add(user_id, session_id, call, usage);
  if (added.ok()) return;
  base::Log(base::LogLevel::kWarning, "usage_not_counted",
            {{"kind", absl::string_view(kind)}, {"code", absl::StatusCodeToString(added.code())}});
}

absl::Status PgUsageQuota::CheckCost(const std::string& user_id, const std::string& session_id) {
  if (options_.session_cost_micros <= 0) return absl::OkStatus();
  const absl::StatusOr<std::int64_t> cost = ledger_.SessionCost(user_id, session_id);
  if (!cost.ok()) return cost.status();
  if (*cost < options_.session_cost_micros) return absl::OkStatus();
  return base::RateLimited("The session's cost limit is reached", 0);
}

absl::Status PgUsageQuota::Count(absl::string_view limited_class, absl::Status status) {
  if (absl::IsResourceExhausted(status)) {
    limited_.Add({{"class", std::string(limited_class)}}).Increment();
  }
  return status;
}

}  // namespace lossy::agent
