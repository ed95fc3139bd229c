#include "base/identity/token_metric.h"

#include "prometheus/metric_family.h"

namespace lossy::base {
namespace {

void Add(const char* operation, const char* source, std::int64_t count,
         prometheus::MetricFamily& family) {
  prometheus::ClientMetric metric;
  metric.label = {{"operation", operation}, {"source", source}};
  metric.counter.value = static_cast<double>(count);
  family.metric.push_back(std::move(metric));
}

}  // namespace

TokenCounts& TokenCounts::Instance() {
  static auto* const counts = new TokenCounts;
  return *counts;
}

std::vector<prometheus::MetricFamily> TokenMetric::Collect() const {
  const TokenCounts& counts = TokenCounts::Instance();
  prometheus::MetricFamily family;
  family.name = "lossy_tokens_total";
  family.help =
      "Tokens signed and verified, by operation and by source: by the key, or from the cache of "
      "earlier results";
  family.type = prometheus::MetricType::Counter;
  Add("sign", "key", counts.signed_by_key, family);
  Add("sign", "cache", counts.signed_from_cache, family);
  Add("verify", "key", counts.verified_by_key, family);
  Add("verify", "cache", counts.verified_from_cache, family);
  return {family};
}

}  // namespace lossy::base
