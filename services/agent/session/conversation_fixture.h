#pragma once

#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "base/text/uuid.h"
#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "services/agent/session/conversation.h"
#include "services/agent/storage/agent_fixture.h"
#include "services/shared/user_settings/fake_user_settings.h"
#include "services/shared/video_access/fake_video_access.h"

namespace lossy::agent {

// A fixture for tests of Conversation on a real database. `sent_` has the responses.
class ConversationTest : public AgentTest {
 protected:
  ConversationTest() { video_access_.Add("ann", video_); }

  Conversation Open(const std::string& user_id) {
    base::Caller caller{.identity = {.user_id = user_id, .device_id = "d"}};
    caller.request_id = "stream";
    return Conversation(joiner_, transcript_intake_, audio_intake_, caller,
                        [this](const v1::SessionResponse& response) { sent_.push_back(response); });
  }

  // Sends an event and returns the reply. Pushes stay in sent_.
  v1::SessionResponse Say(Conversation& conversation, v1::SessionRequest request) {
    request.set_ref("7");
    sent_.clear();
    goes_on_ = conversation.Handle(request);
    EXPECT_FALSE(sent_.empty());
    v1::SessionResponse reply = sent_.back();
    EXPECT_EQ(reply.ref(), "7");
    sent_.pop_back();
    return reply;
  }

  v1::SessionResponse Join(Conversation& conversation, const std::string& video_id = "",
                           absl::optional<double> timestamp = {}) {
    v1::SessionRequest request;
    request.mutable_join()->set_session_id(session_);
    if (!video_id.empty()) request.mutable_join()->set_video_id(video_id);
    if (timestamp) request.mutable_join()->set_timestamp(*timestamp);
    return Say(conversation, request);
  }

  v1::SessionResponse Speak(Conversation& conversation, const std::string& text,
                            absl::optional<double> seconds = {}) {
    v1::SessionRequest request;
    request.mutable_transcript_final()->set_text(text);
    if (seconds) {
      request.mutable_transcript_final()->set_duration_seconds(*seconds);
      request.mutable_transcript_final()->set_transcription_time_ms(500);
    }
    return Say(conversation, request);
  }

  v1::SessionResponse SetTimestamp(Conversation& conversation, double seconds) {
    v1::SessionRequest request;
    request.mutable_set_timestamp()->set_timestamp(seconds);
    return Say(conversation, request);
  }

  v1::SessionResponse Show(Conversation& conversation, double second) {
    v1::SessionRequest request;
    v1::FrameEmbedding& embedding = *request.mutable_frame_embedding();
    for (int i = 0; i < 768; ++i) embedding.add_embedding(0.5f);
    embedding.set_timestamp(second);
    embedding.set_device("webgpu");
    return Say(conversation, request);
  }

  v1::SessionResponse SetVideo(Conversation& conversation, const std::string& video_id) {
    v1::SessionRequest request;
    request.mutable_update_video_context()->set_video_id(video_id);
    return Say(conversation, request);
  }

  // Returns for each transcript in the queue whether it has a frame, in the order of speech.
  std::vector<bool> HaveFrames() {
    std::vector<bool> have;
    for (;;) {
      const auto claimed = *transcripts_.Claim(Stage::kDraft, 1, absl::Seconds(30));
      if (claimed.empty()) return have;
      have.push_back(!claimed[0].frame.empty());
      EXPECT_TRUE(transcripts_.Finish(claimed[0], Progress::kNoted, {}).ok());
    }
  }

  static channel::v1::Reason Refusal(const v1::SessionResponse& reply) {
    return reply.error().reason();
  }

  const std::string session_ = base::NewUuid();
  const std::string video_ = base::NewUuid();
  services::FakeVideoAccess video_access_;
  services::FakeSettings settings_;
  base::FakeClock clock_;
  int kept_ = 0;
  int recorded_ = 0;
  const SessionJoiner joiner_{sessions_,
                              settings_,
                              [this](const base::Caller& caller, const std::string& video_id) {
                                return video_access_.CheckOwn(caller, video_id);
                              },
                              clock_,
                              {{"transcription", true}}};
  const TranscriptIntake transcript_intake_{[this](const Transcript& words) {
    absl::StatusOr<bool> kept = transcripts_.Keep(words);
    kept_ += kept.ok() && *kept ? 1 : 0;
    return kept;
  }};
  const AudioIntake audio_intake_{/*transcribes=*/true, [this] { ++recorded_; }};
  std::vector<v1::SessionResponse> sent_;
  bool goes_on_ = false;
};

}  // namespace lossy::agent
