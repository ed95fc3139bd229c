#pragma once

#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "base/rpc/caller.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/privacy/spoken_words.h"
#include "services/agent/storage/recording_store.h"

namespace lossy::agent {

// Recordings implements the methods of AgentService that list, transcribe again and delete a user's
// recordings, without gRPC. Thread-safe.
class Recordings {
 public:
  // All references must outlive the object. `transcribes` is false if no transcriber is configured.
  // `on_recording` is called after a recording was queued for the transcriber.
  Recordings(RecordingStore& recordings, SpokenWords& words, bool transcribes,
             std::function<void()> on_recording)
      : recordings_(recordings),
        words_(words),
        transcribes_(transcribes),
        on_recording_(std::move(on_recording)) {}

  // Implement the methods of agent.proto, with its errors.
  absl::Status List(const base::Caller& caller, const v1::ListRecordingsRequest& request,
                    v1::ListRecordingsResponse* response);
  absl::Status TranscribeAgain(const base::Caller& caller,
                               const v1::TranscribeAgainRequest& request,
                               v1::TranscribeAgainResponse* response);
  absl::Status Delete(const base::Caller& caller, const v1::DeleteRecordingRequest& request,
                      v1::DeleteRecordingResponse* response) {
    return words_.DeleteRecording(caller, request, response);
  }

 private:
  RecordingStore& recordings_;
  SpokenWords& words_;
  const bool transcribes_;
  const std::function<void()> on_recording_;
};

}  // namespace lossy::agent
