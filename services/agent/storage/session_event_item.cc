#include "services/agent/storage/session_event_item.h"

#include "services/shared/pubsub_topics/topics.h"

namespace lossy::agent {

base::Outgoing SessionEventItem(const Transcript& transcript, const v1::SessionEvent& event,
                                absl::optional<absl::Time> acted_at) {
  return base::EventItem(services::SessionTopic(transcript.session_id), event, transcript.user_id,
                         transcript.request_id, acted_at);
}

v1::SessionEvent TranscriptReady(const Transcript& transcript) {
  v1::SessionEvent event;
  v1::AgentEvent& agent_event = *event.mutable_agent_event();
  agent_event.set_type("transcript_ready");
  agent_event.set_text(transcript.text);
  agent_event.set_source(transcript.source);
  agent_event.set_transcript_id(transcript.id);
  if (!transcript.recording_id.empty()) agent_event.set_recording_id(transcript.recording_id);
  return event;
}

}  // namespace lossy::agent
