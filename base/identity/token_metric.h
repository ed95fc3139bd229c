#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "prometheus/collectable.h"

namespace lossy::base {

// The number of tokens that this process has signed and verified. TokenIssuer and TokenVerifier
// count them, and TokenMetric exports the counts. Thread-safe.
struct TokenCounts {
  // Returns the object of the process, which is never destroyed.
  static TokenCounts& Instance();

  std::atomic<std::int64_t> signed_by_key{0};
  std::atomic<std::int64_t> signed_from_cache{0};
  std::atomic<std::int64_t> verified_by_key{0};  // Includes the tokens that were refused.
  std::atomic<std::int64_t> verified_from_cache{0};
};

// The metric lossy_tokens_total, by operation and source. Thread-safe.
class TokenMetric final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace lossy::base
