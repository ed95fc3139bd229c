#include "services/agent/agent_sessions.h"

#include <string>
#include <utility>

#include "base/time/clock.h"

namespace lossy::agent {

AgentSessions::AgentSessions(AgentUpstreams& upstreams, Models& models, AgentStorage& storage,
                             AgentPipeline& pipeline)
    : joiner_(
          storage.sessions, upstreams.settings(),
          [&upstreams](const base::Caller& caller, const std::string& video_id) {
            return upstreams.CheckVideo(caller, video_id);
          },
          base::RealClock(), models.Features()),
      transcripts_([&pipeline](const Transcript& words) { return pipeline.Keep(words); }),
      audio_(models.transcribes(), [&pipeline] { pipeline.WakeTranscribe(); }) {}

Conversation AgentSessions::Converse(base::Caller caller, Conversation::Send send) const {
  return Conversation(joiner_, transcripts_, audio_, std::move(caller), std::move(send));
}

}  // namespace lossy::agent
