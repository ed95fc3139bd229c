#include "services/admin/admin_config.h"

#include <cstdint>
#include <string>

#include "absl/flags/flag.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "base/log/refuse_start.h"

ABSL_FLAG(std::string, processes,
          "video=127.0.0.1:4101,agent=127.0.0.1:4102,notes=127.0.0.1:4103,"
          "notifications=127.0.0.1:4104",
          "Processes that the console shows: PROGRAM=HOST:PORT,…, with the gRPC listener of each, "
          "or --admin_listen of an edge; a name with several addresses is several replicas");
ABSL_FLAG(int, replica_ms, 2000,
          "Longest time for a replica to answer the console, in milliseconds");
ABSL_FLAG(int, overview_ms, 2000,
          "Pause between two questions to all replicas while an operator watches the overview, in "
          "milliseconds");
ABSL_FLAG(int, longest_follow_seconds, 300, "Longest follow of a user or topic, in seconds");
ABSL_FLAG(std::int64_t, follow_frames, 5000, "Most frames that one follow publishes");
ABSL_FLAG(int, follows, 8, "Most follows that run at once");

LOSSY_FLAG_RANGE(replica_ms, 100, 60'000);
LOSSY_FLAG_RANGE(overview_ms, 1000, 60'000);
LOSSY_FLAG_RANGE(longest_follow_seconds, 1, 3600);
LOSSY_FLAG_RANGE(follow_frames, 1, 1'000'000);
LOSSY_FLAG_RANGE(follows, 1, 100);
LOSSY_FLAG_CHECK(processes, [] {
  return lossy::admin::ParseProcesses(absl::GetFlag(FLAGS_processes)).status();
});

namespace lossy::admin {

AdminConfig AdminConfig::FromFlags() {
  const absl::Duration limit = base::FlagMilliseconds(FLAGS_replica_ms);
  return {.processes =
              base::ValueOrRefuseFlag("processes", ParseProcesses(absl::GetFlag(FLAGS_processes))),
          .replica_limit = limit,
          .overview_pause = base::FlagMilliseconds(FLAGS_overview_ms),
          .follows = {.longest = base::FlagSeconds(FLAGS_longest_follow_seconds),
                      .frames = absl::GetFlag(FLAGS_follow_frames),
                      .follows = base::FlagSize(FLAGS_follows),
                      .start = limit}};
}

}  // namespace lossy::admin
