#include "services/notifications/subscriptions/subscription_flags.h"

#include <cstdint>

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"

ABSL_FLAG(std::uint32_t, max_event_id_bytes, 64, "Longest event id, in bytes");
ABSL_FLAG(std::uint32_t, max_topic_bytes, 512, "Longest name of a topic, in bytes");
ABSL_FLAG(std::uint32_t, max_event_bytes, 1 << 20, "Largest event, in bytes");
ABSL_FLAG(std::uint32_t, max_batch_events, 1000, "Most events that are published at once");
ABSL_FLAG(std::uint32_t, max_presence_meta_bytes, 8 << 10,
          "Largest meta of a presence, in bytes on the wire");
ABSL_FLAG(std::uint32_t, max_stream_topics, 1'000'000, "Most topics that one stream may follow");
ABSL_FLAG(std::uint32_t, max_stream_presences, 1'000'000,
          "Most presences that one stream may track");
ABSL_FLAG(std::uint32_t, max_streams, 10'000, "Most streams of subscribers at a time");
ABSL_FLAG(std::uint64_t, outbox_bytes, 64 << 20,
          "Most bytes that may wait for a subscriber to read them before its stream is cut");
ABSL_FLAG(std::uint32_t, slow_grace_ms, 5000,
          "Longest time for a client to read the end of its cut stream, in milliseconds");

LOSSY_FLAG_RANGE(max_event_id_bytes, 16, 1024);
LOSSY_FLAG_RANGE(max_topic_bytes, 16, 65'536);
LOSSY_FLAG_RANGE(max_event_bytes, 1024, 64 << 20);
LOSSY_FLAG_RANGE(max_batch_events, 1, 1'000'000);
LOSSY_FLAG_RANGE(max_presence_meta_bytes, 1, 1 << 20);
LOSSY_FLAG_RANGE(max_stream_topics, 1, 1'000'000'000);
LOSSY_FLAG_RANGE(max_stream_presences, 1, 1'000'000'000);
LOSSY_FLAG_RANGE(max_streams, 1, 10'000'000);
LOSSY_FLAG_RANGE(outbox_bytes, 1024, std::uint64_t{1} << 40);
LOSSY_FLAG_RANGE(slow_grace_ms, 0, 3'600'000);

namespace lossy::notifications {

RequestValidator::Limits RequestLimitsFromFlags() {
  return {.event_id_bytes = absl::GetFlag(FLAGS_max_event_id_bytes),
          .topic_bytes = absl::GetFlag(FLAGS_max_topic_bytes),
          .event_bytes = absl::GetFlag(FLAGS_max_event_bytes),
          .batch_events = absl::GetFlag(FLAGS_max_batch_events),
          .presence_meta_bytes = absl::GetFlag(FLAGS_max_presence_meta_bytes),
          .stream_topics = absl::GetFlag(FLAGS_max_stream_topics),
          .stream_presences = absl::GetFlag(FLAGS_max_stream_presences)};
}

SubscribeStreams::Options SubscribeStreamsOptionsFromFlags() {
  return {.max_streams = absl::GetFlag(FLAGS_max_streams),
          .queue_bytes = absl::GetFlag(FLAGS_outbox_bytes),
          .slow_grace = base::FlagMilliseconds(FLAGS_slow_grace_ms)};
}

}  // namespace lossy::notifications
