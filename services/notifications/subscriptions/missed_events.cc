#include "services/notifications/subscriptions/missed_events.h"

#include <utility>

namespace lossy::notifications {

absl::Status MissedEvents::ReadOn(TopicLog& log, const std::string& name, std::size_t max_bytes) {
  for (;;) {
    absl::StatusOr<TopicLog::Range> range = log.Read(name, end, kMissedPage);
    if (!range.ok()) return range.status();
    for (EventPtr& event : range->events) {
      bytes += event->encoded.size();
      if (bytes > max_bytes) return absl::OutOfRangeError("too much was missed");
      end = event->position;
      events.push_back(std::move(event));
    }
    if (end.offset() >= range->head.offset()) return absl::OkStatus();
  }
}

}  // namespace lossy::notifications
