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

// The metrics of an edge. Thread-safe.
class EdgeMetrics {
 public:
  // `registry` must outlive the metrics.
  explicit EdgeMetrics(prometheus::Registry& registry);

  // Both return the metrics with the label `channel`, a topic pattern. Patterns and events must be
  // those of the routing table, so that the number of labels is bounded.
  EventMetrics Event(const std::string& channel, const std::string& event);
  EventMetrics Join(const std::string& channel);

  prometheus::Gauge& connections;       // Open TCP connections of clients.
  prometheus::Gauge& channels;          // Channels that are joined or being joined.
  prometheus::Counter& accepts_failed;  // Failed accepts, because no file was left.
  prometheus::Counter& accepted;        // Sockets and long-poll sessions that were accepted.
  // Records refused WebSocket upgrades and refused long-poll sessions.
  base::RefusalRecorder refused;
  // Records refused requests for an extension token, and refused newer tokens on open sockets.
  base::RefusalRecorder token_refused;
  prometheus::Counter& messages;      // Messages from clients.
  prometheus::Counter& unmatched;     // Messages for a topic that no channel serves.
  prometheus::Counter& undecodable;   // Messages that are not Phoenix messages.
  prometheus::Counter& rate_limited;  // Connects and messages refused because of a rate.
  prometheus::Counter& slow;          // Clients closed because they did not read.
  prometheus::Counter& idle;          // Clients closed because they sent nothing.
  prometheus::Gauge& held_bytes;      // Bytes of memory held for clients (ByteBudget).
  prometheus::Counter& over_budget;   // Clients closed because they held too much memory.
  prometheus::Counter& throttled;     // Pauses in reading because of a byte rate.
  prometheus::Counter& deliveries;    // Frames of published events given to a transport.
  prometheus::Counter& shared_joins;  // Joins answered by another join's call (CallCoalescer).
  ConcurrencyMetrics join_calls;
  LongpollMetrics longpoll;
  prometheus::Gauge& presences;          // Clients of this edge that are present on a topic.
  prometheus::Counter& presence_diffs;   // presence_diff messages given to a transport.
  prometheus::Counter& presence_states;  // presence_state messages given to a transport.
  // Joins with a position of which the client received all events that it had missed.
  prometheus::Counter& recovered;
  // Joins with a position of which it did not.
  prometheus::Counter& not_recovered;

 private:
  prometheus::Family<prometheus::Counter>& joins_;
  prometheus::Family<prometheus::Histogram>& join_seconds_;
  prometheus::Family<prometheus::Counter>& events_;
  prometheus::Family<prometheus::Histogram>& event_seconds_;
};

}  // namespace lossy::edge
