#include "edge/pubsub/interrupted_topics.h"

#include <algorithm>
#include <cstdint>

#include "base/log/log.h"
#include "base/metrics/add_metric.h"
#include "base/time/clock.h"

namespace lossy::edge {

InterruptedTopics::InterruptedTopics(absl::Duration most_wait, prometheus::Registry& registry)
    : most_wait_(most_wait),
      not_live_(base::AddGauge(
          registry, "lossy_edge_topics_not_live",
          "Topics that clients follow and whose events do not arrive, because the stream of events "
          "was lost and the notifications service has not continued them yet")) {}

void InterruptedTopics::Add(const std::string& topic) {
  base::MutexLock lock(mutex_);
  topics_.insert(topic);
  most_ = std::max(most_, topics_.size());
  not_live_.Set(static_cast<double>(topics_.size()));
}

void InterruptedTopics::Remove(absl::string_view topic) {
  base::MutexLock lock(mutex_);
  if (topics_.erase(topic) == 0) return;
  not_live_.Set(static_cast<double>(topics_.size()));
  if (!topics_.empty()) return;
  if (connected_at_ != absl::InfiniteFuture()) {
    base::Log(base::LogLevel::kInfo, "topics_continued",
              {{"count", static_cast<std::int64_t>(most_)},
               {"ms", absl::ToInt64Milliseconds(base::SteadyNow() - connected_at_)}});
  }
  most_ = 0;
  connected_at_ = absl::InfiniteFuture();
}

void InterruptedTopics::OnConnected() {
  base::MutexLock lock(mutex_);
  if (!topics_.empty()) connected_at_ = std::min(connected_at_, base::SteadyNow());
}

std::size_t InterruptedTopics::size() const {
  base::MutexLock lock(mutex_);
  return topics_.size();
}

bool InterruptedTopics::settled() const {
  base::MutexLock lock(mutex_);
  return topics_.empty() || base::SteadyNow() - connected_at_ >= most_wait_;
}

}  // namespace lossy::edge
