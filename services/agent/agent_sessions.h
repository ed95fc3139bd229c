#pragma once

#include "base/rpc/caller.h"
#include "services/agent/agent_pipeline.h"
#include "services/agent/agent_storage.h"
#include "services/agent/agent_upstreams.h"
#include "services/agent/models.h"
#include "services/agent/session/audio_intake.h"
#include "services/agent/session/conversation.h"
#include "services/agent/session/session_joiner.h"
#include "services/agent/session/transcript_intake.h"

namespace lossy::agent {

// Makes the conversations of session streams. They store the speech of clients and announce it to
// the pipeline. Thread-safe.
class AgentSessions {
 public:
  // All references must outlive the object.
  AgentSessions(AgentUpstreams& upstreams, Models& models, AgentStorage& storage,
                AgentPipeline& pipeline);

  // Implements SessionCall::MakeConversation. This object must outlive the conversation.
  Conversation Converse(base::Caller caller, Conversation::Send send) const;

 private:
  const SessionJoiner joiner_;
  const TranscriptIntake transcripts_;
  const AudioIntake audio_;
};

}  // namespace lossy::agent
