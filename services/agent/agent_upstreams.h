#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/process/grpc_server.h"
#include "base/rpc/caller.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/channel.h"
#include "services/agent/agent_config.h"
#include "services/agent/pipeline/notes_client.h"
#include "services/agent/storage/transcript.h"
#include "services/shared/user_settings/fallback_settings.h"
#include "services/shared/user_settings/settings_client.h"
#include "services/shared/video_access/caching_video_access.h"
#include "services/shared/video_access/video_client.h"

namespace lossy::agent {

// The clients of the other services that the agent calls. Thread-safe.
class AgentUpstreams {
 public:
  // `identity` must outlive the object. Refuses the start if an address is invalid.
  AgentUpstreams(const AgentConfig::Upstreams& config, const base::InternalIdentity& identity);

  const std::shared_ptr<grpc::Channel>& notes_channel() const { return notes_channel_; }
  NotesApi& notes() { return notes_; }
  services::Settings& settings() { return settings_; }

  // Implements SessionJoiner::VideoCheck. A session outlives the token of its join, so the agent
  // uses its own token on behalf of the user.
  absl::Status CheckVideo(const base::Caller& caller, const std::string& video_id);
  // Implements SessionConfidencePolicy::UserMinimum.
  double MinConfidence(const Transcript& transcript);
  // Returns a health part for each service.
  std::vector<base::HealthPart> Health() const;

 private:
  const base::InternalIdentity& identity_;
  const std::shared_ptr<grpc::Channel> video_channel_;
  const std::shared_ptr<grpc::Channel> notes_channel_;
  services::VideoClient video_;
  services::CachingVideoAccess video_access_;
  services::SettingsClient settings_client_;
  services::FallbackSettings settings_;
  NotesClient notes_;
};

}  // namespace lossy::agent
