#include "edge/metrics/delivery_lag.h"

#include <algorithm>
#include <cstddef>

namespace lossy::edge {

DeliveryLag::Counts::Counts(prometheus::Family<prometheus::Histogram>& family,
                            const std::string& event)
    : family_(family), event_(event), buckets_(PubsubMetrics::kSeconds.size() + 1) {}

void DeliveryLag::Counts::Add(double seconds) {
  const auto& bounds = PubsubMetrics::kSeconds;
  const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
  ++buckets_[static_cast<std::size_t>(bucket)];
  sum_ += seconds;
  empty_ = false;
}

void DeliveryLag::Counts::Export() {
  if (empty_) return;
  if (histogram_ == nullptr) {
    histogram_ = &family_.Add({{"event", event_}}, PubsubMetrics::kSeconds);
  }
  histogram_->ObserveMultiple(buckets_, sum_);
  std::fill(buckets_.begin(), buckets_.end(), 0);
  sum_ = 0;
  empty_ = true;
}

DeliveryLag::DeliveryLag(PubsubMetrics& metrics, const std::string& event, const base::Clock& clock)
    : clock_(clock),
      negative_lags_(metrics.negative_lags),
      commit_(metrics.commit_to_socket, event),
      action_(metrics.action_to_socket, event) {}

void DeliveryLag::OnWritten(const DeliveryOrigin& origin) {
  if (origin.changed_us == 0 && origin.acted_us == 0) return;
  const std::int64_t now_us = absl::ToUnixMicros(clock_.Now());
  Observe(commit_, origin.changed_us, now_us);
  Observe(action_, origin.acted_us, now_us);
}

void DeliveryLag::Observe(Counts& counts, std::int64_t since_us, std::int64_t now_us) {
  if (since_us == 0) return;
  if (now_us < since_us) negative_lags_.Increment();
  counts.Add(static_cast<double>(std::max<std::int64_t>(now_us - since_us, 0)) / 1e6);
}

void DeliveryLag::Export() {
  commit_.Export();
  action_.Export();
}

}  // namespace lossy::edge
