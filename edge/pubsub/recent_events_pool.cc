#include "edge/pubsub/recent_events_pool.h"

#include "edge/pubsub/recent_events.h"

namespace lossy::edge {

void RecentEventsPool::Trim() {
  if (bytes_ <= total_bytes_) return;
  for (RecentEvents* topic : topics_) topic->DropOlderHalf();
}

}  // namespace lossy::edge
