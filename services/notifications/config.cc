#include "services/notifications/config.h"

#include <cstdint>
#include <iterator>
#include <utility>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "base/log/refuse_start.h"
#include "base/pg/pool_flags.h"
#include "services/notifications/bus/bus_flags.h"
#include "services/notifications/log/epoch.h"
#include "services/notifications/log/log_flags.h"
#include "services/notifications/log/log_sql.h"
#include "services/notifications/presence/presence_flags.h"
#include "services/notifications/subscriptions/subscription_flags.h"

ABSL_DECLARE_FLAG(std::string, database_url);
ABSL_DECLARE_FLAG(std::string, nats_url);

ABSL_FLAG(
    std::vector<std::string>, ephemeral_topics, {},
    "Topics whose names have one of these prefixes live in memory even with a database: a,b,…");
ABSL_FLAG(std::uint32_t, trim_ms, 1000,
          "Pause between two deletions of old events from the database, in milliseconds");
ABSL_FLAG(
    std::string, log_memory_file, "",
    "File with the newest positions of the log, which must not be stored with the database. With "
    "it the process detects at its start that the database was restored to an earlier state. "
    "Empty: none");
ABSL_FLAG(std::uint32_t, subscribe_threads, 4, "Threads that handle the requests of subscribers");
ABSL_FLAG(std::uint32_t, head_check_ms, 1000,
          "Pause between two checks for missed events, in milliseconds");
ABSL_FLAG(std::uint32_t, head_pass_ms, 600'000,
          "Time in which all followed topics are compared with the log once, whatever changed, in "
          "milliseconds");
ABSL_FLAG(std::uint32_t, presence_tick_ms, 20,
          "Changes of presences within this time are sent together, in milliseconds");

LOSSY_FLAG_RANGE(trim_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(subscribe_threads, 1, 1024);
LOSSY_FLAG_RANGE(head_check_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(head_pass_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(presence_tick_ms, 1, 60'000);

namespace lossy::notifications {
namespace {

using Database = NotificationsConfig::Database;
using Buses = NotificationsConfig::Buses;

absl::optional<Database> DatabaseFromFlags() {
  std::vector<base::pg::Pool::Options> pools = base::pg::PoolListFromFlags("notifications");
  if (pools.empty()) return absl::nullopt;
  for (base::pg::Pool::Options& pool : pools) {
    pool.settings = {std::begin(kJoinByIndex), std::end(kJoinByIndex)};
  }
  return Database{.pools = std::move(pools),
                  .log = PostgresLogOptionsFromFlags(),
                  .log_memory_file = absl::GetFlag(FLAGS_log_memory_file),
                  .trim_pause = base::FlagMilliseconds(FLAGS_trim_ms)};
}

absl::optional<Buses> BusesFromFlags() {
  const NatsBus::Options options = NatsOptionsFromFlags();
  if (options.access.url.empty()) return absl::nullopt;
  return Buses{.events = OptionsOfBus("events", options),
               .presence = OptionsOfBus("presence", options),
               .required = BusIsRequiredByFlags(),
               .replica = NewEpoch(),
               .remote = RemoteReplicasOptionsFromFlags(),
               .claim_log_bytes = ClaimLogBytesFromFlags()};
}

// Replicas that do not share a topic would give two events the same position.
absl::Status CheckSharedTopics() {
  if (absl::GetFlag(FLAGS_nats_url).empty()) return absl::OkStatus();
  if (absl::GetFlag(FLAGS_database_url).empty()) {
    return absl::InvalidArgumentError("--nats_url needs a --database_url");
  }
  if (absl::GetFlag(FLAGS_ephemeral_topics).empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("--nats_url and --ephemeral_topics exclude each other");
}

LOSSY_FLAG_CHECK(ephemeral_topics, CheckSharedTopics);

}  // namespace

void NotificationsConfig::SetFlagDefaults() {
  // Without a database all topics live in memory, until the process ends.
  absl::SetFlag(&FLAGS_database_url, "");
  base::pg::PermitSeveralDatabases();
}

NotificationsConfig NotificationsConfig::FromFlags() {
  NotificationsConfig config{
      .limits = RequestLimitsFromFlags(),
      .memory_log = MemoryLogOptionsFromFlags(),
      .database = DatabaseFromFlags(),
      .ephemeral_topics = absl::GetFlag(FLAGS_ephemeral_topics),
      .lasting_topics = LastingTopicsFromFlags(),
      .buses = BusesFromFlags(),
      .presences = PresenceTrackerOptionsFromFlags(),
      .presence_tick = base::FlagMilliseconds(FLAGS_presence_tick_ms),
      .streams = SubscribeStreamsOptionsFromFlags(),
      .subscribe_threads = static_cast<int>(absl::GetFlag(FLAGS_subscribe_threads)),
      .check_pause = base::FlagMilliseconds(FLAGS_head_check_ms),
      .head_pass = base::FlagMilliseconds(FLAGS_head_pass_ms)};
  const absl::Status shared = CheckSharedTopics();
  if (!shared.ok()) base::RefuseStart(shared.message());
  return config;
}

}  // namespace lossy::notifications
