#pragma once

#include <map>
#include <string>

#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "edge/metrics/reason_counters.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The metrics of one event of one channel, or of its join. A caller looks them up once, because a
// lookup is too slow for each message. The registry owns them. Thread-safe.
struct EventMetrics {
  prometheus::Counter* ok;
  prometheus::Counter* error;
  prometheus::Histogram* seconds;

  // Counts an answer, and the time from the message to the answer.
  void Record(bool succeeded, absl::Duration duration) const {
    (succeeded ? ok : error)->Increment();
    seconds->Observe(absl::ToDoubleSeconds(duration));
  }
};

// The metrics of the channels, by route. Thread-safe.
class RouteMetrics {
 public:
  // `registry` must outlive the metrics.
  explicit RouteMetrics(prometheus::Registry& registry);

  // Both return the metrics with the label `channel`, a topic pattern. Patterns and events must be
  // those of the routing table, so that the number of labels is bounded.
  EventMetrics Event(const std::string& channel, const std::string& event);
  EventMetrics Join(const std::string& channel);
  // Return the refusals with the label `channel`, as above. The counters live as long as the
  // object.
  ReasonCounters& JoinsRefused(const std::string& channel);
  ReasonCounters& EventsRefused(const std::string& channel);

  prometheus::Gauge& channels;  // Channels that are joined or being joined.
  // Joins with a position of which the client received all events that it had missed.
  prometheus::Counter& recovered;
  // Joins with a position of which the client missed events for good.
  prometheus::Counter& not_recovered;

 private:
  // The refusals of one kind, by channel. Channels of earlier contracts stay. Thread-safe.
  class Refusals {
   public:
    explicit Refusals(prometheus::Family<prometheus::Counter>& family) : family_(family) {}
    ReasonCounters& Of(const std::string& channel);

   private:
    prometheus::Family<prometheus::Counter>& family_;
    base::Mutex mutex_;
    std::map<std::string, ReasonCounters> by_channel_ LOSSY_GUARDED_BY(mutex_);
  };

  prometheus::Family<prometheus::Counter>& joins_;
  prometheus::Family<prometheus::Histogram>& join_seconds_;
  prometheus::Family<prometheus::Counter>& events_;
  prometheus::Family<prometheus::Histogram>& event_seconds_;
  Refusals joins_refused_;
  Refusals events_refused_;
};

}  // namespace lossy::edge
