#include "services/agent/agent_upstreams.h"

#include "base/process/upstream_health.h"
#include "base/rpc/channel.h"
#include "base/time/clock.h"

namespace lossy::agent {

AgentUpstreams::AgentUpstreams(const AgentConfig::Upstreams& config,
                               const base::InternalIdentity& identity)
    : identity_(identity),
      video_channel_(base::OpenChannel(config.video, "video")),
      notes_channel_(base::OpenChannel(config.notes, "notes")),
      video_(video_channel_, identity, config.call_limit),
      video_access_(video_, {}, base::RealClock()),
      settings_client_(video_channel_, identity, config.settings_limit),
      settings_(settings_client_, config.remembered_settings),
      notes_(notes_channel_, identity, config.call_limit) {}

absl::Status AgentUpstreams::CheckVideo(const base::Caller& caller, const std::string& video_id) {
  return video_access_.CheckOwn(identity_.OnBehalfOf(caller.identity.user_id, caller.request_id),
                                video_id);
}

double AgentUpstreams::MinConfidence(const Transcript& transcript) {
  return settings_.Get(identity_.OnBehalfOf(transcript.user_id, transcript.request_id))
      .min_confidence;
}

std::vector<base::HealthPart> AgentUpstreams::Health() const {
  return {base::UpstreamHealth("video", video_channel_),
          base::UpstreamHealth("notes", notes_channel_)};
}

}  // namespace lossy::agent
