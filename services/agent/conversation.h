#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/rpc/caller.h"
#include "base/time/clock.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/context_ring.h"
#include "services/agent/pg_store.h"
#include "services/library/library.h"

namespace lossy::agent {

// What every conversation works with. Outlives them.
struct Surroundings {
  PgStore& store;
  services::Library& library;
  const base::Clock& clock;
  // Proves the agent itself, on behalf of a user: a session outlives the token it was opened with.
  std::function<base::Caller(const std::string& user_id, const std::string& request_id)> on_behalf;
  // Called after a transcript was kept.
  std::function<void()> on_transcript;
  absl::Duration repeat_window = absl::Seconds(10);
};

// The rules of one open session: what each event does, and what is answered. Its events come one at
// a time; what must outlast it is in the store. Answers are given before the next event is taken,
// and nothing here waits for a model.
class Conversation {
 public:
  using Send = std::function<void(const v1::SessionResponse&)>;

  // `caller` proves who speaks; `send` is called while an event is handled.
  Conversation(const Surroundings& around, base::Caller caller, Send send)
      : around_(around), caller_(std::move(caller)), send_(std::move(send)) {}

  // False: the session could not be joined, and the stream is over once the reply is sent.
  bool Handle(const v1::SessionRequest& request);

 private:
  bool Join(const v1::SessionRequest& request);
  absl::Status OpenSession(const v1::SessionJoin& join);
  absl::Status CheckVideo(absl::string_view video_id);
  absl::Status Dispatch(const v1::SessionRequest& request, v1::SessionResponse* response);
  absl::Status TakePartial(const v1::TranscriptPartial& partial);
  absl::Status TakeTranscript(const v1::TranscriptFinal& transcript, const std::string& request_id);
  absl::Status TakeEmbedding(const v1::FrameEmbedding& embedding);
  absl::Status SetTimestamp(const v1::SetTimestamp& request);
  absl::Status SetVideo(const v1::UpdateVideoContext& request);
  absl::Status SaveContext();
  std::string RequestId(const std::string& ref) const;
  void Reply(const std::string& ref, const absl::Status& status, v1::SessionResponse response);
  void PushSkipped(const char* reason);

  const Surroundings& around_;
  const base::Caller caller_;
  const Send send_;
  std::string session_id_;  // Empty: not joined.
  ContextRing ring_{Context{}};
};

}  // namespace lossy::agent
