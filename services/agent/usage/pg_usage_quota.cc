#include "services/agent/usage/pg_usage_quota.h"

#include <vector>

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

}  // namespace

Limits::Limits(TokenBuckets& buckets, UsageLedger& ledger, prometheus::Registry& registry,
               Options options)
    : buckets_(buckets),
      ledger_(ledger),
      options_(options),
      limited_(prometheus::BuildCounter()
                   .Name("lossy_agent_limited_total")
                   .Help("Requests for a model that a limit refused, by class")
                   .Register(registry)),
      cost_(prometheus::BuildCounter()
                .Name("lossy_agent_cost_dollars_total")
                .Help("What remote models cost, by what they did")
                .Register(registry)) {}

absl::Status Limits::TakeStructuring(const std::string& user_id, const std::string& session_id) {
  if (absl::Status cost = CheckCost(user_id, session_id); !cost.ok()) return Count("cost", cost);
  if (options_.structuring_per_minute <= 0) return absl::OkStatus();
  const TokenBucket bucket = PerMinute(user_id, "structuring", options_.structuring_per_minute,
                                       "Too many transcripts in a minute");
  return Count("structuring", buckets_.Take({bucket}));
}

absl::Status Limits::TakeVision(const std::string& user_id, const std::string& session_id) {
  if (absl::Status cost = CheckCost(user_id, session_id); !cost.ok()) return Count("cost", cost);
  std::vector<TokenBucket> buckets;
  // First: that it is empty does not pass.
  if (options_.vision_per_session > 0) {
    buckets.push_back({.user_id = user_id,
                       .name = "session_vision",
                       .scope = session_id,
                       .capacity = static_cast<double>(options_.vision_per_session),
                       .refill_per_second = 0,
                       .refusal = "The session has had all its refinements"});
  }
  if (options_.vision_per_minute > 0) {
    buckets.push_back(PerMinute(user_id, "vision", options_.vision_per_minute,
                                "Too many refinements in a minute"));
  }
  return Count("vision", buckets_.Take(buckets));
}

void Limits::Spend(const std::string& user_id, const std::string& session_id, const char* kind,
                   const Usage& usage) {
  if (usage.model.empty()) return;
  cost_.Add({{"kind", kind}}).Increment(static_cast<double>(usage.cost_micros) / kMicros);
  const absl::Status added = ledger_.Add(user_id, session_id, kind, usage);
  if (added.ok()) return;
  base::Log(base::LogLevel::kWarning, "usage_not_counted",
            {{"kind", kind}, {"code", absl::StatusCodeToString(added.code())}});
}

absl::Status Limits::CheckCost(const std::string& user_id, const std::string& session_id) {
  if (options_.session_cost_micros <= 0) return absl::OkStatus();
  const absl::StatusOr<std::int64_t> cost = ledger_.SessionCost(user_id, session_id);
  if (!cost.ok()) return cost.status();
  if (*cost < options_.session_cost_micros) return absl::OkStatus();
  return base::RateLimited("The session has cost what it may", 0);
}

absl::Status Limits::Count(const char* limited_class, absl::Status status) {
  if (absl::IsResourceExhausted(status)) limited_.Add({{"class", limited_class}}).Increment();
  return status;
}

}  // namespace lossy::agent
