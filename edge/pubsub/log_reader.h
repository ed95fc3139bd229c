#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "edge/net/executor.h"
#include "edge/pubsub/event_types.h"
#include "edge/pubsub/position.h"
#include "edge/pubsub/published_event.h"
#include "edge/routing/routing_table.h"
#include "edge/upstream/upstream.h"
#include "prometheus/counter.h"

namespace lossy::edge {

// Reads older events of a topic from the log of the notifications service (method Read). Belongs to
// its executor's thread.
class LogReader {
 public:
  struct Entry {
    Position position;
    // Nullptr for an event that clients do not receive, because its type is unknown or it was
    // redacted.
    PublishedEventPtr event;
  };

  // The answer of one call: the first events after a position, without a gap.
  struct Portion {
    std::vector<Entry> entries;
    std::int64_t head = 0;  // The offset of the log's last event.
  };

  using Done = std::function<void(const absl::StatusOr<Portion>&)>;

  // `make_context` gives the metadata and the time limit of each call. `executor` runs tasks on the
  // executor's thread. `reads` counts the calls. All references must outlive the reader.
  LogReader(Upstream& upstream, std::function<CallContext()> make_context, Executor& executor,
            const EventTypes& types, prometheus::Counter& reads);

  // Reads the first events after `after`, and passes them to `done` on the executor's thread. To
  // keep `done` from being called, the caller must cancel the returned call.
  std::shared_ptr<UpstreamCall> Read(const std::string& topic, const Position& after, Done done);

 private:
  absl::StatusOr<Portion> Parse(absl::string_view wire) const;

  Upstream& upstream_;
  const std::function<CallContext()> make_context_;
  Executor& executor_;
  const EventTypes& types_;
  prometheus::Counter& reads_;
  const Method method_;
};

}  // namespace lossy::edge
