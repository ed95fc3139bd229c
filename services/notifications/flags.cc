#include "services/notifications/flags.h"

#include <cstdint>

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/sockets/sockets_topic.h"

ABSL_FLAG(std::uint32_t, max_event_id_bytes, 64, "Longest event id, in bytes");
ABSL_FLAG(std::uint32_t, max_topic_bytes, 512, "Longest name of a topic, in bytes");
ABSL_FLAG(std::uint32_t, max_event_bytes, 1 << 20, "Largest event, in bytes");
ABSL_FLAG(std::uint32_t, max_batch_events, 1000, "Most events that are published at once");
ABSL_FLAG(std::uint32_t, max_stream_topics, 1'000'000, "Most topics that one stream may follow");

ABSL_FLAG(std::uint32_t, history_events, 1000, "Most events that are kept of a topic");
ABSL_FLAG(std::uint64_t, history_bytes, 4 << 20, "Most that is kept of a topic, in bytes");
ABSL_FLAG(std::uint32_t, history_seconds, 3600, "How long an event is kept, in seconds");
ABSL_FLAG(
    std::vector<std::string>, lasting_topics, {lossy::base::kSocketsTopic},
    "Topics in the database that are kept longer, because who comes late must hear of it all: "
    "a,b,…");
ABSL_FLAG(std::uint32_t, lasting_events, 100'000, "Most events that are kept of such a topic");
ABSL_FLAG(std::uint64_t, lasting_bytes, 64 << 20, "Most that is kept of such a topic, in bytes");
ABSL_FLAG(std::uint32_t, lasting_hours, 24 * 31,
          "How long an event of such a topic is kept, in hours");
ABSL_FLAG(std::uint64_t, log_topics, 2'000'000, "Most topics in the memory log");
ABSL_FLAG(std::uint64_t, log_bytes, 1 << 30, "Most that the memory log keeps, in bytes");

ABSL_FLAG(std::vector<std::string>, ephemeral_topics, {},
          "Topics whose names begin so are kept in memory even with a database: a,b,…");
ABSL_FLAG(std::uint32_t, topic_hours, 720,
          "How long an empty topic that nobody uses is kept in the database, in hours");
ABSL_FLAG(std::uint32_t, trim_ms, 1000,
          "Pause between two times that old events are taken from the database, in milliseconds");
ABSL_FLAG(std::string, log_memory_file, "",
          "File with the newest positions of the log, to be kept apart from the database: with it "
          "this process notices at its start that the database was restored to an earlier state. "
          "Empty: none");
ABSL_FLAG(std::uint32_t, append_writers, 4, "Threads that append to the database");
ABSL_FLAG(std::uint32_t, append_batch_events, 512, "Most events in one transaction");
ABSL_FLAG(std::uint64_t, append_batch_bytes, 4 << 20,
          "Most in one transaction of several events, in bytes");
ABSL_FLAG(std::uint32_t, append_queue_events, 10'000, "Most events that wait for a writer");
ABSL_FLAG(std::uint64_t, append_queue_bytes, 64 << 20, "Most that waits for a writer, in bytes");
ABSL_FLAG(std::uint32_t, append_ms, 4000,
          "Longest time for the database to take an event, in milliseconds");

ABSL_FLAG(std::uint32_t, max_streams, 10'000, "Most streams of subscribers at a time");
ABSL_FLAG(std::uint64_t, outbox_bytes, 64 << 20,
          "Most that may wait for a subscriber to read it before its stream is cut, in bytes");
ABSL_FLAG(std::uint32_t, slow_grace_ms, 5000,
          "How long a stream that was cut may take to end, in milliseconds");
ABSL_FLAG(std::uint32_t, subscribe_threads, 4, "Threads that work off subscribers' requests");
ABSL_FLAG(std::uint32_t, head_check_ms, 1000,
          "Pause between two checks that nothing was missed, in milliseconds");

ABSL_FLAG(std::uint32_t, presence_lease_ms, 5000,
          "How long a broken stream's presences wait to be tracked again, in milliseconds");
ABSL_FLAG(std::uint32_t, presence_tick_ms, 20,
          "Changes of presences within this time are told together, in milliseconds");
ABSL_FLAG(std::uint32_t, presence_topics, 100'000, "Most topics with presences or watchers");
ABSL_FLAG(std::uint32_t, topic_presences, 10'000, "Most presences of one topic");
ABSL_FLAG(std::uint64_t, topic_presence_bytes, 16 << 20,
          "Most that one topic's presences take, in bytes");
ABSL_FLAG(std::uint64_t, presence_bytes, 256 << 20, "Most that all presences take, in bytes");
ABSL_FLAG(std::uint32_t, max_presence_meta_bytes, 8 << 10,
          "Largest meta of a presence, in bytes on the wire");
ABSL_FLAG(std::uint32_t, max_stream_presences, 1'000'000,
          "Most presences that one stream may track");
ABSL_FLAG(std::uint32_t, presence_peer_ms, 5000,
          "A replica that says nothing for so long is gone, and the leases of its presences begin, "
          "in milliseconds");
ABSL_FLAG(std::uint32_t, presence_bus_ms, 60'000,
          "The same while the bus is away, in milliseconds");
ABSL_FLAG(std::uint32_t, presence_peers, 64, "Most other replicas to share presences with");
ABSL_FLAG(
    std::uint64_t, presence_journal_bytes, 4 << 20,
    "Most changes that wait to be told to other replicas, in bytes; beyond, they are told all "
    "presences anew");

LOSSY_FLAG_RANGE(max_event_id_bytes, 16, 1024);
LOSSY_FLAG_RANGE(max_topic_bytes, 16, 65'536);
LOSSY_FLAG_RANGE(max_event_bytes, 1024, 64 << 20);
LOSSY_FLAG_RANGE(max_batch_events, 1, 1'000'000);
LOSSY_FLAG_RANGE(max_stream_topics, 1, 1'000'000'000);
LOSSY_FLAG_RANGE(history_events, 1, 1'000'000'000);
LOSSY_FLAG_RANGE(history_bytes, 1, std::uint64_t{1} << 40);
LOSSY_FLAG_RANGE(history_seconds, 1, 31'536'000);
LOSSY_FLAG_RANGE(lasting_events, 1, 1'000'000'000);
LOSSY_FLAG_RANGE(lasting_bytes, 1, std::uint64_t{1} << 40);
LOSSY_FLAG_RANGE(lasting_hours, 1, 876'000);
LOSSY_FLAG_RANGE(log_topics, 1, 1'000'000'000);
LOSSY_FLAG_RANGE(log_bytes, 1, std::uint64_t{1} << 50);
LOSSY_FLAG_RANGE(topic_hours, 1, 876'000);
LOSSY_FLAG_RANGE(trim_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(append_writers, 1, 1000);
LOSSY_FLAG_RANGE(append_batch_events, 1, 1'000'000);
LOSSY_FLAG_RANGE(append_batch_bytes, 1, std::uint64_t{1} << 40);
LOSSY_FLAG_RANGE(append_queue_events, 1, 100'000'000);
LOSSY_FLAG_RANGE(append_queue_bytes, 1, std::uint64_t{1} << 40);
LOSSY_FLAG_RANGE(append_ms, 1, 600'000);
LOSSY_FLAG_RANGE(max_streams, 1, 10'000'000);
LOSSY_FLAG_RANGE(outbox_bytes, 1024, std::uint64_t{1} << 40);
LOSSY_FLAG_RANGE(slow_grace_ms, 0, 3'600'000);
LOSSY_FLAG_RANGE(subscribe_threads, 1, 1024);
LOSSY_FLAG_RANGE(head_check_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(presence_lease_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(presence_tick_ms, 1, 60'000);
LOSSY_FLAG_RANGE(presence_topics, 1, 1'000'000'000);
LOSSY_FLAG_RANGE(topic_presences, 1, 1'000'000'000);
LOSSY_FLAG_RANGE(topic_presence_bytes, 1, std::uint64_t{1} << 40);
LOSSY_FLAG_RANGE(presence_bytes, 1, std::uint64_t{1} << 40);
LOSSY_FLAG_RANGE(max_presence_meta_bytes, 1, 1 << 20);
LOSSY_FLAG_RANGE(max_stream_presences, 1, 1'000'000'000);
LOSSY_FLAG_RANGE(presence_peer_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(presence_bus_ms, 1, 86'400'000);
LOSSY_FLAG_RANGE(presence_peers, 1, 10'000);
LOSSY_FLAG_RANGE(presence_journal_bytes, 1024, std::uint64_t{1} << 40);

namespace lossy::notifications {

Limits LimitsFromFlags() {
  return {.event_id_bytes = absl::GetFlag(FLAGS_max_event_id_bytes),
          .topic_bytes = absl::GetFlag(FLAGS_max_topic_bytes),
          .event_bytes = absl::GetFlag(FLAGS_max_event_bytes),
          .batch_events = absl::GetFlag(FLAGS_max_batch_events),
          .stream_topics = absl::GetFlag(FLAGS_max_stream_topics),
          .presence_meta_bytes = absl::GetFlag(FLAGS_max_presence_meta_bytes),
          .stream_presences = absl::GetFlag(FLAGS_max_stream_presences)};
}

MemoryLog::Options MemoryLogOptionsFromFlags() {
  return {.history_events = absl::GetFlag(FLAGS_history_events),
          .history_bytes = absl::GetFlag(FLAGS_history_bytes),
          .history_age = absl::Seconds(absl::GetFlag(FLAGS_history_seconds)),
          .topics = absl::GetFlag(FLAGS_log_topics),
          .bytes = absl::GetFlag(FLAGS_log_bytes)};
}

PostgresLog::Options PostgresLogOptionsFromFlags() {
  return {.bounds = {.history_events = absl::GetFlag(FLAGS_history_events),
                     .history_bytes = absl::GetFlag(FLAGS_history_bytes),
                     .history_age = absl::Seconds(absl::GetFlag(FLAGS_history_seconds)),
                     .lasting_topics = absl::GetFlag(FLAGS_lasting_topics),
                     .lasting_events = absl::GetFlag(FLAGS_lasting_events),
                     .lasting_bytes = absl::GetFlag(FLAGS_lasting_bytes),
                     .lasting_age = absl::Hours(absl::GetFlag(FLAGS_lasting_hours)),
                     .topic_age = absl::Hours(absl::GetFlag(FLAGS_topic_hours))},
          .writer = {.batch_events = absl::GetFlag(FLAGS_append_batch_events),
                     .batch_bytes = absl::GetFlag(FLAGS_append_batch_bytes),
                     .queue_events = absl::GetFlag(FLAGS_append_queue_events),
                     .queue_bytes = absl::GetFlag(FLAGS_append_queue_bytes)},
          .writers = static_cast<int>(absl::GetFlag(FLAGS_append_writers)),
          .append_timeout = absl::Milliseconds(absl::GetFlag(FLAGS_append_ms))};
}

std::string LogMemoryFileFromFlags() { return absl::GetFlag(FLAGS_log_memory_file); }

std::vector<std::string> EphemeralTopicsFromFlags() {
  return absl::GetFlag(FLAGS_ephemeral_topics);
}

std::vector<std::string> LastingTopicsFromFlags() { return absl::GetFlag(FLAGS_lasting_topics); }

absl::Duration TrimPauseFromFlags() { return absl::Milliseconds(absl::GetFlag(FLAGS_trim_ms)); }

Streams::Options StreamsOptionsFromFlags() {
  return {.streams = absl::GetFlag(FLAGS_max_streams),
          .slow_grace = absl::Milliseconds(absl::GetFlag(FLAGS_slow_grace_ms))};
}

std::size_t OutboxBytesFromFlags() { return absl::GetFlag(FLAGS_outbox_bytes); }

int SubscribeThreadsFromFlags() { return static_cast<int>(absl::GetFlag(FLAGS_subscribe_threads)); }

absl::Duration CheckPauseFromFlags() {
  return absl::Milliseconds(absl::GetFlag(FLAGS_head_check_ms));
}

PresenceTracker::Options PresenceOptionsFromFlags() {
  return {.topics = absl::GetFlag(FLAGS_presence_topics),
          .topic_presences = absl::GetFlag(FLAGS_topic_presences),
          .topic_bytes = absl::GetFlag(FLAGS_topic_presence_bytes),
          .bytes = absl::GetFlag(FLAGS_presence_bytes),
          .lease = absl::Milliseconds(absl::GetFlag(FLAGS_presence_lease_ms))};
}

absl::Duration PresenceTickFromFlags() {
  return absl::Milliseconds(absl::GetFlag(FLAGS_presence_tick_ms));
}

PresenceReplicator::Options PresenceExchangeOptionsFromFlags() {
  return {.peer_silence = absl::Milliseconds(absl::GetFlag(FLAGS_presence_peer_ms)),
          .bus_silence = absl::Milliseconds(absl::GetFlag(FLAGS_presence_bus_ms)),
          .peers = absl::GetFlag(FLAGS_presence_peers)};
}

std::size_t PresenceJournalBytesFromFlags() { return absl::GetFlag(FLAGS_presence_journal_bytes); }

}  // namespace lossy::notifications
