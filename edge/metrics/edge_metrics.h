#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/refusal/refusal_recorder.h"
#include "edge/metrics/concurrency_metrics.h"
#include "edge/metrics/longpoll_metrics.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The metrics of one event, or of the join, of one channel. Made once, used on the hot path.
struct EventMetrics {
  prometheus::Counter* ok;
  prometheus::Counter* error;
  prometheus::Histogram* seconds;

  void Record(bool succeeded, absl::Duration duration) const {
    (succeeded ? ok : error)->Increment();
    seconds->Observe(absl::ToDoubleSeconds(duration));
  }
};

// The edge's own counters. Labels are patterns and events of the routing table, so there are few.
// Thread-safe.
class EdgeMetrics {
 public:
  explicit EdgeMetrics(prometheus::Registry& registry);

  // For events of the routing table; kept by the caller.
  EventMetrics Event(const std::string& channel, const std::string& event);
  EventMetrics Join(const std::string& channel);

  prometheus::Gauge& connections;
  prometheus::Gauge& channels;
  prometheus::Counter& accepts_failed;
  prometheus::Counter& accepted;
  base::RefusalRecorder refused;  // Of connects, by either transport.
  base::RefusalRecorder
      token_refused;  // Of tokens for an extension's, or for a socket that is open.
  prometheus::Counter& messages;
  prometheus::Counter& unmatched;
  prometheus::Counter& undecodable;
  prometheus::Counter& rate_limited;
  prometheus::Counter& slow;
  prometheus::Counter& idle;
  prometheus::Gauge& held_bytes;
  prometheus::Counter& over_budget;
  prometheus::Counter& throttled;
  prometheus::Counter& deliveries;
  prometheus::Counter& shared_joins;
  ConcurrencyMetrics join_calls;
  LongpollMetrics longpoll;
  prometheus::Gauge& presences;
  prometheus::Counter& presence_diffs;
  prometheus::Counter& presence_states;
  // Counts joins with a position: the edge had all events since then, or it did not.
  prometheus::Counter& recovered;
  prometheus::Counter& not_recovered;

 private:
  prometheus::Family<prometheus::Counter>& joins_;
  prometheus::Family<prometheus::Histogram>& join_seconds_;
  prometheus::Family<prometheus::Counter>& events_;
  prometheus::Family<prometheus::Histogram>& event_seconds_;
};

}  // namespace lossy::edge
