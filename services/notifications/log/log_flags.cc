#include "services/notifications/log/log_flags.h"

#include <cstdint>

#include "absl/flags/flag.h"
#include "absl/time/time.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "base/sockets/sockets_topic.h"

ABSL_FLAG(std::uint32_t, history_events, 1000, "Most events kept of a topic");
ABSL_FLAG(std::uint64_t, history_bytes, 4 << 20, "Most bytes of events kept of a topic");
ABSL_FLAG(std::uint32_t, history_seconds, 3600, "Time for which an event is kept, in seconds");
ABSL_FLAG(std::vector<std::string>, lasting_topics, {lossy::base::kSocketsTopic},
          "Topics in the database whose events are kept longer, because a late subscriber "
          "needs all of them: a,b,…");
ABSL_FLAG(std::uint32_t, lasting_events, 100'000, "Most events kept of a lasting topic");
ABSL_FLAG(std::uint64_t, lasting_bytes, 64 << 20, "Most bytes of events kept of a lasting topic");
ABSL_FLAG(std::uint32_t, lasting_hours, 24 * 31,
          "Time for which an event of a lasting topic is kept, in hours");
ABSL_FLAG(std::uint32_t, topic_hours, 720,
          "Time for which an empty topic without subscribers is kept in the database, in hours");
ABSL_FLAG(std::uint32_t, trim_pass_ms, 60'000,
          "Pause between two portions of 1,000 topics, among which old topics are found, in "
          "milliseconds");
ABSL_FLAG(std::uint64_t, log_topics, 2'000'000, "Most topics in the memory log");
ABSL_FLAG(std::uint64_t, log_bytes, 1 << 30, "Most bytes of events in the memory log");
ABSL_FLAG(std::uint32_t, append_writers, 4, "Threads that append to the database");
ABSL_FLAG(std::uint32_t, append_batch_events, 512, "Most events in one transaction");
ABSL_FLAG(std::uint64_t, append_batch_bytes, 4 << 20,
          "Most bytes in one transaction of several events");
ABSL_FLAG(std::uint32_t, append_queue_events, 10'000, "Most events that wait for a writer");
ABSL_FLAG(std::uint64_t, append_queue_bytes, 64 << 20, "Most bytes that wait for a writer");
ABSL_FLAG(std::uint32_t, append_ms, 4000,
          "Longest time until the database has stored an event, in milliseconds");

LOSSY_FLAG_RANGE(history_events, 1, 1'000'000'000);
LOSSY_FLAG_RANGE(history_bytes, 1, std::uint64_t{1} << 40);
LOSSY_FLAG_RANGE(history_seconds, 1, 31'536'000);
LOSSY_FLAG_RANGE(lasting_events, 1, 1'000'000'000);
LOSSY_FLAG_RANGE(lasting_bytes, 1, std::uint64_t{1} << 40);
LOSSY_FLAG_RANGE(lasting_hours, 1, 876'000);
LOSSY_FLAG_RANGE(topic_hours, 1, 876'000);
LOSSY_FLAG_RANGE(trim_pass_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(log_topics, 1, 1'000'000'000);
LOSSY_FLAG_RANGE(log_bytes, 1, std::uint64_t{1} << 50);
LOSSY_FLAG_RANGE(append_writers, 1, 1000);
LOSSY_FLAG_RANGE(append_batch_events, 1, 1'000'000);
LOSSY_FLAG_RANGE(append_batch_bytes, 1, std::uint64_t{1} << 40);
LOSSY_FLAG_RANGE(append_queue_events, 1, 100'000'000);
LOSSY_FLAG_RANGE(append_queue_bytes, 1, std::uint64_t{1} << 40);
LOSSY_FLAG_RANGE(append_ms, 1, 600'000);

namespace lossy::notifications {

MemoryLog::Options MemoryLogOptionsFromFlags() {
  return {.history_events = absl::GetFlag(FLAGS_history_events),
          .history_bytes = absl::GetFlag(FLAGS_history_bytes),
          .history_age = base::FlagSeconds(FLAGS_history_seconds),
          .topics = absl::GetFlag(FLAGS_log_topics),
          .bytes = absl::GetFlag(FLAGS_log_bytes)};
}

PostgresLog::Options PostgresLogOptionsFromFlags() {
  return {.bounds = {.history_events = absl::GetFlag(FLAGS_history_events),
                     .history_bytes = absl::GetFlag(FLAGS_history_bytes),
                     .history_age = base::FlagSeconds(FLAGS_history_seconds),
                     .lasting_topics = LastingTopicsFromFlags(),
                     .lasting_events = absl::GetFlag(FLAGS_lasting_events),
                     .lasting_bytes = absl::GetFlag(FLAGS_lasting_bytes),
                     .lasting_age = absl::Hours(absl::GetFlag(FLAGS_lasting_hours)),
                     .topic_age = absl::Hours(absl::GetFlag(FLAGS_topic_hours)),
                     .pass_pause = base::FlagMilliseconds(FLAGS_trim_pass_ms)},
          .writer = {.batch_events = absl::GetFlag(FLAGS_append_batch_events),
                     .batch_bytes = absl::GetFlag(FLAGS_append_batch_bytes),
                     .queue_events = absl::GetFlag(FLAGS_append_queue_events),
                     .queue_bytes = absl::GetFlag(FLAGS_append_queue_bytes)},
          .writers = static_cast<int>(absl::GetFlag(FLAGS_append_writers)),
          .append_timeout = base::FlagMilliseconds(FLAGS_append_ms)};
}

std::vector<std::string> LastingTopicsFromFlags() { return absl::GetFlag(FLAGS_lasting_topics); }

}  // namespace lossy::notifications
