#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/log/log.h"
#include "base/log/refuse_start.h"
#include "base/pg/pool.h"
#include "base/pg/pool_flags.h"
#include "base/process/grpc_server.h"
#include "base/process/process.h"
#include "base/rpc/audience.h"
#include "base/rpc/calls.h"
#include "base/rpc/internal_identity.h"
#include "base/time/clock.h"
#include "base/workers/periodic_tasks.h"
#include "base/workers/workers.h"
#include "services/notifications/bus/bus_flags.h"
#include "services/notifications/bus/local_bus.h"
#include "services/notifications/bus/nats_bus.h"
#include "services/notifications/flags.h"
#include "services/notifications/log/epoch.h"
#include "services/notifications/log/log_memory_file.h"
#include "services/notifications/log/memory_log.h"
#include "services/notifications/log/postgres_log.h"
#include "services/notifications/log/split_log.h"
#include "services/notifications/metrics/metrics.h"
#include "services/notifications/presence/claim_log.h"
#include "services/notifications/presence/presence_replicator.h"
#include "services/notifications/presence/presence_tracker.h"
#include "services/notifications/subscriptions/hub.h"
#include "services/notifications/subscriptions/service.h"
#include "services/notifications/subscriptions/streams.h"
#include "services/notifications/subscriptions/ticker.h"
#include "services/shared/migrations/schema_health.h"

ABSL_DECLARE_FLAG(std::string, database_url);

namespace {

// How long it may take to hear who is at other replicas.
constexpr absl::Duration kOthersTime = absl::Seconds(5);

// How long one round of trimming may take.
constexpr absl::Duration kTrimTime = absl::Seconds(1);

void OrRefuseStart(const absl::Status& status) {
  if (!status.ok()) lossy::base::RefuseStart(status.message());
}

lossy::notifications::NatsBus::Options BusOptionsOrRefuseStart(absl::string_view bus) {
  absl::StatusOr<lossy::notifications::NatsBus::Options> options =
      lossy::notifications::NatsOptionsFromFlags(bus);
  OrRefuseStart(options.status());
  return *std::move(options);
}

// A bus that refuses this replica is set up wrongly, and whoever rolls it out should see that; one
// that is away may be so for all.
absl::Status RequireAdmission(const lossy::notifications::NatsBus& bus) {
  const absl::Status problem = bus.problem();
  if (problem.ok() || absl::IsUnavailable(problem)) return absl::OkStatus();
  return {problem.code(), absl::StrCat("the bus refuses this replica: ", problem.message())};
}

// Replicas that keep topics to themselves would give two events one place.
absl::Status RequireSharedTopics(bool durable) {
  if (!durable) return absl::InvalidArgumentError("--nats_url needs a --database_url");
  if (lossy::notifications::EphemeralTopicsFromFlags().empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("--nats_url and --ephemeral_topics exclude each other");
}

void Keep(const lossy::notifications::PostgresLog& log,
          lossy::notifications::LogMemoryFile& memory) {
  const absl::Status status = memory.Write(log.Remembered());
  if (status.ok()) return;
  lossy::base::Log(lossy::base::LogLevel::kWarning, "log_memory_not_written",
                   {{"problem", status.message()}});
}

std::vector<lossy::base::PeriodicTasks::Task> TrimTask(
    lossy::notifications::PostgresLog& log, lossy::notifications::LogMemoryFile& memory) {
  return {{"trim_log", lossy::notifications::TrimPauseFromFlags(),
           [&] {
             absl::StatusOr<lossy::base::TaskRun> run = log.Sweep(kTrimTime);
             Keep(log, memory);
             return run;
           },
           [&]() -> absl::StatusOr<absl::Duration> { return log.trim_overdue(); }}};
}

}  // namespace

int main(int argc, char** argv) {
  using namespace lossy;
  // Unlike the other services this one can do without: topics then live and die with the process.
  absl::SetFlag(&FLAGS_database_url, "");
  base::Process process(argc, argv, "notifications");
  const base::InternalIdentity identity = base::InternalIdentity::FromFlags(
      "notifications",
      base::AudienceOf(notifications::v1::NotificationsService::service_full_name()));
  base::Calls calls(*identity.verifier, process.registry());

  using namespace lossy::notifications;
  const Limits limits = LimitsFromFlags();
  const std::size_t outbox_bytes = OutboxBytesFromFlags();
  Metrics metrics(process.registry());
  MemoryLog memory(MemoryLogOptionsFromFlags(), base::RealClock());
  base::pg::Pool pool(base::pg::PoolOptionsFromFlags("notifications"), process.registry());
  AppendMetrics append_metrics(process.registry());
  LogMemoryFile log_memory(LogMemoryFileFromFlags());
  PostgresLog::Options log_options = PostgresLogOptionsFromFlags();
  log_options.known = log_memory.Read();
  PostgresLog postgres(pool, log_options, append_metrics);
  const bool durable = !pool.options().url.empty();
  TopicLog& others = durable ? static_cast<TopicLog&>(postgres) : memory;
  SplitLog log(EphemeralTopicsFromFlags(), memory, others);
  BusMetrics bus_metrics(process.registry(), "events");
  NatsBus nats(BusOptionsOrRefuseStart("events"), bus_metrics);
  LocalBus local;
  const bool alone = nats.options().access.url.empty();
  if (!alone) OrRefuseStart(RequireSharedTopics(durable));
  Bus& bus = alone ? static_cast<Bus&>(local) : nats;
  // A subscriber that continues may fill half of its outbox at once; the rest is for live events.
  Hub hub(log, bus, outbox_bytes / 2, metrics, LastingTopicsFromFlags());
  PresenceMetrics presence_metrics(process.registry());
  ClaimLog journal(PresenceJournalBytesFromFlags());
  NoPresenceClaims nobody;
  PresenceTracker presences(PresenceOptionsFromFlags(),
                            alone ? static_cast<ClaimObserver&>(nobody) : journal,
                            base::RealClock(), presence_metrics);
  BusMetrics presence_bus_metrics(process.registry(), "presence");
  NatsBus presence_bus(BusOptionsOrRefuseStart("presence"), presence_bus_metrics);
  PeerMetrics peer_metrics(process.registry());
  PresenceReplicator exchange(PresenceExchangeOptionsFromFlags(), NewEpoch(), presence_bus, journal,
                              presences, base::RealClock(), peer_metrics);
  base::Workers workers(SubscribeThreadsFromFlags());
  Streams streams(StreamsOptionsFromFlags(),
                  {.hub = hub,
                   .presences = presences,
                   .workers = workers,
                   .metrics = metrics,
                   .clock = base::RealClock(),
                   .limits = limits,
                   .outbox_bytes = outbox_bytes},
                  calls);
  Service service(calls, limits, log, hub, streams);

  const Ticker ticker(CheckPauseFromFlags(), [&] {
    memory.Sweep();
    streams.CancelStuck();
    metrics.topics.Set(static_cast<double>(memory.topics()));
    metrics.log_bytes.Set(static_cast<double>(memory.bytes()));
  });
  // These wait for the database.
  const Ticker head_ticker(CheckPauseFromFlags(), [&] { hub.CheckHeads(); });
  absl::optional<base::PeriodicTasks> trim_task;
  if (durable) {
    trim_task.emplace(TrimTask(postgres, log_memory), process.registry());
  }
  if (!alone) {
    OrRefuseStart(nats.Start(hub));
    OrRefuseStart(presence_bus.Start(exchange));
    exchange.Start();
  }
  const Ticker presence_ticker(PresenceTickFromFlags(), [&] {
    if (alone) {
      presences.Tick();
    } else {
      exchange.Tick();
    }
  });
  std::vector<base::HealthPart> parts;
  if (durable) parts.push_back(services::SchemaHealth(pool, [&] { return postgres.Migrate(); }));
  if (!alone) {
    const bool required = BusIsRequiredByFlags();
    parts.push_back({"bus.events", [&] { return nats.problem(); }, required});
    parts.push_back({"bus.presence", [&] { return presence_bus.problem(); }, required});
  }
  const int status = base::RunGrpcServer(
      process, calls, {&service},
      [&] {
        absl::Status status = durable ? postgres.Migrate() : absl::OkStatus();
        if (alone || !status.ok()) return status;
        status.Update(RequireAdmission(nats));
        status.Update(RequireAdmission(presence_bus));
        // Who connects would take those for gone that are at the others.
        if (status.ok()) exchange.AwaitOthers(kOthersTime);
        return status;
      },
      [&] {
        streams.Stop();
        if (!alone) exchange.Stop();
      },
      std::move(parts));
  trim_task.reset();
  if (durable) Keep(postgres, log_memory);
  presence_bus.Stop();
  nats.Stop();
  return status;
}
