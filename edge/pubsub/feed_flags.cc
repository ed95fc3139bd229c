#include "edge/pubsub/feed_flags.h"

#include <algorithm>
#include <limits>

#include "absl/flags/flag.h"
#include "absl/time/time.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"

ABSL_FLAG(int, recent_events, 1000,
          "Most missed events of a topic that a reconnecting client recovers");
ABSL_FLAG(
    int, recent_bytes, 2 << 20,
    "The same in bytes of memory; at most half of --max_outbox_bytes, because the edge sends them "
    "at once");
ABSL_FLAG(int, recent_total_bytes, 64 << 20, "Bytes of the recent events of all topics");
ABSL_FLAG(int, topics_wait_ms, 10'000,
          "Longest time for which the edge is not ready because the stream of events is connected "
          "again and followed topics are not live, in milliseconds");

LOSSY_FLAG_RANGE(recent_events, 1, 1'000'000);
LOSSY_FLAG_RANGE(recent_bytes, 1, 1 << 30);
LOSSY_FLAG_RANGE(recent_total_bytes, 1, std::numeric_limits<int>::max());
LOSSY_FLAG_RANGE(topics_wait_ms, 0, 3'600'000);

namespace lossy::edge {

Feed::Options FeedOptionsFromFlags(std::size_t send_queue_bytes) {
  return {.resume_wait = absl::Milliseconds(absl::GetFlag(FLAGS_topics_wait_ms)),
          .recent = {.events = base::FlagSize(FLAGS_recent_events),
                     .bytes = std::min(send_queue_bytes / 2, base::FlagSize(FLAGS_recent_bytes))},
          .recent_total_bytes = base::FlagSize(FLAGS_recent_total_bytes)};
}

}  // namespace lossy::edge
