#include "services/agent/agent_storage.h"

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "base/time/clock.h"

namespace lossy::agent {
namespace {

using Task = base::PeriodicTasks::Task;

constexpr absl::Duration kEvery5Seconds = absl::Seconds(5);
constexpr absl::Duration kEvery15Seconds = absl::Seconds(15);
constexpr absl::Duration kEveryMinute = absl::Minutes(1);
constexpr absl::Duration kEveryHour = absl::Hours(1);
constexpr absl::Duration kEvery6Hours = absl::Hours(6);
// The age at which the rows of the usage ledger are deleted.
constexpr absl::Duration kUsageAge = absl::Hours(24 * 400);

Task FinishAbandonedTask(SessionStore& sessions, absl::Duration grace,
                         std::function<void()> on_recording) {
  return {"finish_abandoned_recordings", kEvery5Seconds,
          [&sessions, grace, on_recording = std::move(on_recording)] {
            absl::StatusOr<base::TaskRun> finished = sessions.FinishAbandoned(grace);
            if (finished.ok() && finished->done > 0) on_recording();
            return finished;
          }};
}

Task ForgetOwnersTask(SessionRetention& retention) {
  return {"forget_owners", kEveryHour,
          [&retention, after = std::string()]() mutable { return retention.ForgetOwners(&after); }};
}

}  // namespace

AgentStorage::AgentStorage(base::pg::Pool& pool, prometheus::Registry& registry,
                           const AgentConfig& config, SoundDecoder* decoder)
    : sessions(pool, config.SessionLimits(decoder)),
      session_retention(pool),
      transcripts(pool, config.transcripts),
      recordings(pool),
      lease_repair(pool, 2 * config.pipeline.overdue.lease),
      buckets(pool),
      ledger(pool),
      storage_quota(pool, config.storage),
      usage_quota(buckets, ledger, registry, config.usage),
      words(pool, base::RealClock()),
      queue_depth(pool, registry) {}

std::vector<Task> AgentStorage::Tasks(const AgentConfig::Retention& retention,
                                      std::function<void()> on_recording) {
  return {FinishAbandonedTask(sessions, retention.session_grace, std::move(on_recording)),
          {"measure_queue", kEvery15Seconds, [this] { return queue_depth.Measure(); }},
          {"repair_leases", kEvery5Seconds, [this] { return lease_repair.Run(); }},
          {"forget_recordings", kEveryMinute,
           [this, age = retention.recordings] { return session_retention.ForgetRecordings(age); },
           [this, age = retention.recordings] { return session_retention.RecordingsOverdue(age); }},
          {"forget_sessions", kEveryMinute,
           [this, age = retention.sessions] { return session_retention.ForgetSessions(age); },
           [this, age = retention.sessions] { return session_retention.SessionsOverdue(age); }},
          ForgetOwnersTask(session_retention),
          {"count_stored", kEvery5Seconds, [this] { return storage_quota.CountUncounted(); }},
          {"forget_buckets", kEvery6Hours,
           [this, age = retention.sessions] { return buckets.Forget(age); }},
          {"forget_usage", kEvery6Hours, [this] { return ledger.Forget(kUsageAge); },
           [this] { return ledger.Overdue(kUsageAge); }}};
}

}  // namespace lossy::agent
