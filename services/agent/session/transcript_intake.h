#pragma once

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/session/session_record.h"
#include "services/agent/session/video_context_tracker.h"
#include "services/agent/storage/transcript.h"

namespace lossy::agent {

// TranscriptIntake checks the words that clients transcribed themselves, and stores them for the
// pipeline. One serves all sessions. Thread-safe.
class TranscriptIntake {
 public:
  // Stores words. Returns false for a repeat; see TranscriptStore::Keep. Thread-safe.
  using Keep = std::function<absl::StatusOr<bool>(const Transcript&)>;

  explicit TranscriptIntake(Keep keep) : keep_(std::move(keep)) {}

  // Stores the words of an utterance. Returns nullptr if they were stored. Otherwise returns the
  // reason for the client: "empty" or "duplicate". Errors: INVALID_ARGUMENT, and those of
  // Keep.
  absl::StatusOr<const char*> Take(const SessionRecord& session, const std::string& request_id,
                                   const v1::TranscriptFinal& words,
                                   const VideoContextTracker& context) const;

 private:
  const Keep keep_;
};

// Checks the words of an unfinished utterance, and returns the event that echoes them to the
// client. Returns INVALID_ARGUMENT if they are wrong.
absl::StatusOr<v1::AgentEvent> ToPartialEvent(const v1::TranscriptPartial& partial);

}  // namespace lossy::agent
