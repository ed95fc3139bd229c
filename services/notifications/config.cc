#include "services/notifications/config.h"

#include <cstdint>
#include <utility>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/log/refuse_start.h"
#include "base/pg/pool_flags.h"
#include "base/sockets/sockets_topic.h"
#include "services/notifications/bus/bus_flags.h"
#include "services/notifications/log/epoch.h"

ABSL_DECLARE_FLAG(std::string, database_url);

ABSL_FLAG(std::uint32_t, max_event_id_bytes, 64, "Longest event id, in bytes");
ABSL_FLAG(std::uint32_t, max_topic_bytes, 512, "Longest name of a topic, in bytes");
ABSL_FLAG(std::uint32_t, max_event_bytes, 1 << 20, "Largest event, in bytes");
ABSL_FLAG(std::uint32_t, max_batch_events, 1000, "Most events that are published at once");
ABSL_FLAG(std::uint32_t, max_stream_topics, 1'000'000, "Most topics that one stream may follow");

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
ABSL_FLAG(std::uint64_t, log_topics, 2'000'000, "Most topics in the memory log");
ABSL_FLAG(std::uint64_t, log_bytes, 1 << 30, "Most bytes of events in the memory log");

ABSL_FLAG(
    std::vector<std::string>, ephemeral_topics, {},
    "Topics whose names have one of these prefixes live in memory even with a database: a,b,…");
ABSL_FLAG(std::uint32_t, topic_hours, 720,
          "Time for which an empty topic without subscribers is kept in the database, in hours");
ABSL_FLAG(std::uint32_t, trim_ms, 1000,
          "Pause between two deletions of old events from the database, in milliseconds");
ABSL_FLAG(
    std::string, log_memory_file, "",
    "File with the newest positions of the log, which must not be stored with the database. With "
    "it the process detects at its start that the database was restored to an earlier state. "
    "Empty: none");
ABSL_FLAG(std::uint32_t, append_writers, 4, "Threads that append to the database");
ABSL_FLAG(std::uint32_t, append_batch_events, 512, "Most events in one transaction");
ABSL_FLAG(std::uint64_t, append_batch_bytes, 4 << 20,
          "Most bytes in one transaction of several events");
ABSL_FLAG(std::uint32_t, append_queue_events, 10'000, "Most events that wait for a writer");
ABSL_FLAG(std::uint64_t, append_queue_bytes, 64 << 20, "Most bytes that wait for a writer");
ABSL_FLAG(std::uint32_t, append_ms, 4000,
          "Longest time until the database has stored an event, in milliseconds");

ABSL_FLAG(std::uint32_t, max_streams, 10'000, "Most streams of subscribers at a time");
ABSL_FLAG(std::uint64_t, outbox_bytes, 64 << 20,
          "Most bytes that may wait for a subscriber to read them before its stream is cut");
ABSL_FLAG(std::uint32_t, slow_grace_ms, 5000,
          "Longest time for a client to read the end of its cut stream, in milliseconds");
ABSL_FLAG(std::uint32_t, subscribe_threads, 4, "Threads that handle the requests of subscribers");
ABSL_FLAG(std::uint32_t, head_check_ms, 1000,
          "Pause between two checks for missed events, in milliseconds");

ABSL_FLAG(
    std::uint32_t, presence_lease_ms, 5000,
    "Time after which the presences of a broken stream end unless a stream tracks them again, "
    "in milliseconds");
ABSL_FLAG(std::uint32_t, presence_tick_ms, 20,
          "Changes of presences within this time are sent together, in milliseconds");
ABSL_FLAG(std::uint32_t, presence_topics, 100'000, "Most topics with presences or watchers");
ABSL_FLAG(std::uint32_t, topic_presences, 10'000, "Most presences of one topic");
ABSL_FLAG(std::uint64_t, topic_presence_bytes, 16 << 20,
          "Most bytes of the presences of one topic");
ABSL_FLAG(std::uint64_t, presence_bytes, 256 << 20, "Most bytes of all presences");
ABSL_FLAG(std::uint32_t, max_presence_meta_bytes, 8 << 10,
          "Largest meta of a presence, in bytes on the wire");
ABSL_FLAG(std::uint32_t, max_stream_presences, 1'000'000,
          "Most presences that one stream may track");
ABSL_FLAG(std::uint32_t, presence_peer_ms, 5000,
          "The leases of another replica's presences begin when it was silent for this long, in "
          "milliseconds");
ABSL_FLAG(std::uint32_t, presence_bus_ms, 60'000,
          "The same while the bus is unavailable, in milliseconds");
ABSL_FLAG(std::uint32_t, presence_peers, 64, "Most other replicas to share presences with");
ABSL_FLAG(
    std::uint64_t, presence_journal_bytes, 4 << 20,
    "Most bytes of changes that wait to be sent to other replicas. Beyond it they receive all "
    "presences again");

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
namespace {

using Database = NotificationsConfig::Database;
using Buses = NotificationsConfig::Buses;

RequestValidator::Limits LimitsFromFlags() {
  return {.event_id_bytes = absl::GetFlag(FLAGS_max_event_id_bytes),
          .topic_bytes = absl::GetFlag(FLAGS_max_topic_bytes),
          .event_bytes = absl::GetFlag(FLAGS_max_event_bytes),
          .batch_events = absl::GetFlag(FLAGS_max_batch_events),
          .presence_meta_bytes = absl::GetFlag(FLAGS_max_presence_meta_bytes),
          .stream_topics = absl::GetFlag(FLAGS_max_stream_topics),
          .stream_presences = absl::GetFlag(FLAGS_max_stream_presences)};
}

MemoryLog::Options MemoryLogFromFlags() {
  return {.history_events = absl::GetFlag(FLAGS_history_events),
          .history_bytes = absl::GetFlag(FLAGS_history_bytes),
          .history_age = absl::Seconds(absl::GetFlag(FLAGS_history_seconds)),
          .topics = absl::GetFlag(FLAGS_log_topics),
          .bytes = absl::GetFlag(FLAGS_log_bytes)};
}

PostgresLog::Options PostgresLogFromFlags() {
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

absl::optional<Database> DatabaseFromFlags() {
  base::pg::Pool::Options pool = base::pg::PoolOptionsFromFlags("notifications");
  if (pool.url.empty()) return absl::nullopt;
  return Database{.pool = std::move(pool),
                  .log = PostgresLogFromFlags(),
                  .log_memory_file = absl::GetFlag(FLAGS_log_memory_file),
                  .trim_pause = absl::Milliseconds(absl::GetFlag(FLAGS_trim_ms))};
}

absl::optional<Buses> BusesFromFlags() {
  NatsBus::Options events = NatsOptionsFromFlags("events");
  if (events.access.url.empty()) return absl::nullopt;
  return Buses{
      .events = std::move(events),
      .presence = NatsOptionsFromFlags("presence"),
      .required = BusIsRequiredByFlags(),
      .replica = NewEpoch(),
      .remote = {.replica_silence = absl::Milliseconds(absl::GetFlag(FLAGS_presence_peer_ms)),
                 .bus_silence = absl::Milliseconds(absl::GetFlag(FLAGS_presence_bus_ms)),
                 .max_replicas = absl::GetFlag(FLAGS_presence_peers)},
      .claim_log_bytes = absl::GetFlag(FLAGS_presence_journal_bytes)};
}

PresenceTracker::Options PresencesFromFlags() {
  return {.topics = absl::GetFlag(FLAGS_presence_topics),
          .topic_presences = absl::GetFlag(FLAGS_topic_presences),
          .topic_bytes = absl::GetFlag(FLAGS_topic_presence_bytes),
          .bytes = absl::GetFlag(FLAGS_presence_bytes),
          .lease = absl::Milliseconds(absl::GetFlag(FLAGS_presence_lease_ms))};
}

SubscribeStreams::Options StreamsFromFlags() {
  return {.max_streams = absl::GetFlag(FLAGS_max_streams),
          .queue_bytes = absl::GetFlag(FLAGS_outbox_bytes),
          .slow_grace = absl::Milliseconds(absl::GetFlag(FLAGS_slow_grace_ms))};
}

// Replicas that do not share a topic would give two events the same position.
void RequireSharedTopics(const NotificationsConfig& config) {
  if (!config.buses.has_value()) return;
  if (!config.database.has_value()) base::RefuseStart("--nats_url needs a --database_url");
  if (config.ephemeral_topics.empty()) return;
  base::RefuseStart("--nats_url and --ephemeral_topics exclude each other");
}

}  // namespace

void NotificationsConfig::SetFlagDefaults() {
  // Without a database all topics live in memory, until the process ends.
  absl::SetFlag(&FLAGS_database_url, "");
}

NotificationsConfig NotificationsConfig::FromFlags() {
  NotificationsConfig config{
      .limits = LimitsFromFlags(),
      .memory_log = MemoryLogFromFlags(),
      .database = DatabaseFromFlags(),
      .ephemeral_topics = absl::GetFlag(FLAGS_ephemeral_topics),
      .lasting_topics = absl::GetFlag(FLAGS_lasting_topics),
      .buses = BusesFromFlags(),
      .presences = PresencesFromFlags(),
      .presence_tick = absl::Milliseconds(absl::GetFlag(FLAGS_presence_tick_ms)),
      .streams = StreamsFromFlags(),
      .subscribe_threads = static_cast<int>(absl::GetFlag(FLAGS_subscribe_threads)),
      .check_pause = absl::Milliseconds(absl::GetFlag(FLAGS_head_check_ms))};
  RequireSharedTopics(config);
  return config;
}

}  // namespace lossy::notifications
