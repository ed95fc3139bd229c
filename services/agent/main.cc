#include <string>
#include <utility>

#include "base/workers/workers.h"
#include "services/agent/agent_config.h"
#include "services/agent/agent_pipeline.h"
#include "services/agent/agent_sessions.h"
#include "services/agent/agent_storage.h"
#include "services/agent/agent_upstreams.h"
#include "services/agent/models.h"
#include "services/agent/recordings.h"
#include "services/agent/service.h"
#include "services/agent/session/session_streams.h"
#include "services/agent/session_admin.h"
#include "services/agent/storage/schema.h"
#include "services/agent/storage/session_report.h"
#include "services/agent/usage/usage_report.h"
#include "services/agent/vision/note_refiner.h"
#include "services/agent/vision/refinement_scope.h"
#include "services/shared/service_main/user_service_main.h"

int main(int argc, char** argv) {
  using namespace lossy;
  agent::AgentConfig::SetFlagDefaults();
  services::UserServiceMain service_main(argc, argv, "agent",
                                         agent::v1::AgentService::service_full_name());
  prometheus::Registry& registry = service_main.registry();
  const agent::AgentConfig config = agent::AgentConfig::FromFlags();
  agent::AgentUpstreams upstreams(config.upstreams, service_main.identity());
  agent::Models models(registry);
  agent::AgentStorage storage(service_main.pool(), registry, config, models.decoder());
  agent::AgentPipeline pipeline(config, upstreams, models, storage, registry);
  const auto on_recording = [&] { pipeline.WakeTranscribe(); };
  const auto find_scope = [&](const notes::v1::Note& note, const std::string& user_id) {
    return agent::RefinementScope(storage.transcripts, note, user_id);
  };
  agent::NoteRefiner refiner(models.refiner(), upstreams.notes(), storage.usage_quota, find_scope,
                             config.refiner);
  const agent::AgentSessions sessions(upstreams, models, storage, pipeline);
  base::Workers session_workers(config.session_threads);
  agent::SessionStreams streams(
      [&](base::Caller caller, agent::Conversation::Send send) {
        return sessions.Converse(std::move(caller), std::move(send));
      },
      session_workers, registry);
  agent::Recordings recordings(storage.recordings, storage.words, models.transcribes(),
                               on_recording);
  agent::UsageReport usage_report(storage.ledger, storage.storage_quota);
  agent::SessionReport session_report(service_main.pool());
  agent::SessionAdmin session_admin(session_report);
  agent::Service service(service_main.calls(), streams, refiner, recordings, usage_report);
  return service_main.Serve({.services = {&service},
                             .words = storage.words,
                             .forget_at = {{"notes", upstreams.notes_channel()}},
                             .migrate = [&] { return agent::Migrate(service_main.pool()); },
                             .tasks = storage.Tasks(config.retention, on_recording),
                             .on_stop = [&] { streams.Stop(); },
                             .on_drained = [&] { models.Stop(); },
                             .health = upstreams.Health(),
                             .admin = &session_admin});
}
