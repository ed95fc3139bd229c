#include "base/process/grpc_server.h"
#include "base/process/process.h"
#include "base/rpc/calls.h"
#include "base/rpc/internal_identity.h"
#include "base/time/clock.h"
#include "base/workers/workers.h"
#include "services/notifications/flags.h"
#include "services/notifications/hub.h"
#include "services/notifications/memory_log.h"
#include "services/notifications/metrics.h"
#include "services/notifications/presence_tracker.h"
#include "services/notifications/service.h"
#include "services/notifications/streams.h"
#include "services/notifications/ticker.h"

int main(int argc, char** argv) {
  using namespace lossy;
  base::Process process(argc, argv, "notifications");
  const base::InternalIdentity identity = base::InternalIdentity::FromFlags("notifications");
  base::Calls calls(*identity.verifier, process.registry());

  using namespace lossy::notifications;
  const Limits limits = LimitsFromFlags();
  const std::size_t outbox_bytes = OutboxBytesFromFlags();
  Metrics metrics(process.registry());
  MemoryLog log(LogOptionsFromFlags(), base::RealClock());
  // A subscriber that continues may fill half of its outbox at once; the rest is for live events.
  Hub hub(log, outbox_bytes / 2, metrics);
  PresenceMetrics presence_metrics(process.registry());
  PresenceTracker presences(PresenceOptionsFromFlags(), base::RealClock(), presence_metrics);
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
    log.Sweep();
    hub.CheckHeads();
    streams.CancelStuck();
    metrics.topics.Set(static_cast<double>(log.topics()));
    metrics.log_bytes.Set(static_cast<double>(log.bytes()));
  });
  const Ticker presence_ticker(PresenceTickFromFlags(), [&] { presences.Tick(); });
  return base::RunGrpcServer(
      process, {&service}, [] { return absl::OkStatus(); }, [&] { streams.Stop(); });
}
