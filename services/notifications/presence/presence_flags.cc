#include "services/notifications/presence/presence_flags.h"

#include <cstdint>

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"

ABSL_FLAG(
    std::uint32_t, presence_lease_ms, 5000,
    "Time after which the presences of a broken stream end unless a stream tracks them again, "
    "in milliseconds");
ABSL_FLAG(std::uint32_t, presence_topics, 100'000, "Most topics with presences or watchers");
ABSL_FLAG(std::uint32_t, topic_presences, 10'000, "Most presences of one topic");
ABSL_FLAG(std::uint64_t, topic_presence_bytes, 16 << 20,
          "Most bytes of the presences of one topic");
ABSL_FLAG(std::uint64_t, presence_bytes, 256 << 20, "Most bytes of all presences");
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

LOSSY_FLAG_RANGE(presence_lease_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(presence_topics, 1, 1'000'000'000);
LOSSY_FLAG_RANGE(topic_presences, 1, 1'000'000'000);
LOSSY_FLAG_RANGE(topic_presence_bytes, 1, std::uint64_t{1} << 40);
LOSSY_FLAG_RANGE(presence_bytes, 1, std::uint64_t{1} << 40);
LOSSY_FLAG_RANGE(presence_peer_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(presence_bus_ms, 1, 86'400'000);
LOSSY_FLAG_RANGE(presence_peers, 1, 10'000);
LOSSY_FLAG_RANGE(presence_journal_bytes, 1024, std::uint64_t{1} << 40);

namespace lossy::notifications {

PresenceTracker::Options PresenceTrackerOptionsFromFlags() {
  return {.topics = absl::GetFlag(FLAGS_presence_topics),
          .topic_presences = absl::GetFlag(FLAGS_topic_presences),
          .topic_bytes = absl::GetFlag(FLAGS_topic_presence_bytes),
          .bytes = absl::GetFlag(FLAGS_presence_bytes),
          .lease = base::FlagMilliseconds(FLAGS_presence_lease_ms)};
}

RemoteReplicas::Options RemoteReplicasOptionsFromFlags() {
  return {.replica_silence = base::FlagMilliseconds(FLAGS_presence_peer_ms),
          .bus_silence = base::FlagMilliseconds(FLAGS_presence_bus_ms),
          .max_replicas = absl::GetFlag(FLAGS_presence_peers)};
}

std::size_t ClaimLogBytesFromFlags() { return absl::GetFlag(FLAGS_presence_journal_bytes); }

}  // namespace lossy::notifications
