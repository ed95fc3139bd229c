#pragma once

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/session/session_record.h"
#include "services/agent/session/video_context_tracker.h"
#include "services/agent/storage/transcript_store.h"

namespace lossy::agent {

// TranscriptIntake checks the words that clients transcribed themselves, and stores them for the
// pipeline. One serves all sessions. Thread-safe.
class TranscriptIntake {
 public:
  // `transcripts` must outlive the object. `on_transcript` is called after words were stored.
  TranscriptIntake(TranscriptStore& transcripts, std::function<void()> on_transcript)
      : transcripts_(transcripts), on_transcript_(std::move(on_transcript)) {}

  // Stores the words of an utterance. Returns nullptr if they were stored. Otherwise returns the
  // reason for the client: "empty" or "duplicate". Errors: INVALID_ARGUMENT, and those of
  // TranscriptStore::Keep.
  absl::StatusOr<const char*> Take(const SessionRecord& session, const std::string& request_id,
                                   const v1::TranscriptFinal& words,
                                   const VideoContextTracker& context) const;

 private:
  TranscriptStore& transcripts_;
  const std::function<void()> on_transcript_;
};

// Checks the words of an unfinished utterance, and returns the event that echoes them to the
// client. Returns INVALID_ARGUMENT if they are wrong.
absl::StatusOr<v1::AgentEvent> ToPartialEvent(const v1::TranscriptPartial& partial);

}  // namespace lossy::agent
