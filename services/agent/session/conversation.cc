#include "services/agent/session/conversation.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "base/error/error.h"
#include "base/once/once.h"
#include "base/text/request_id.h"
#include "services/agent/models/api/note_writer.h"
#include "services/shared/join_reply/join_reply.h"
#include "services/shared/text/check_id.h"
#include "services/shared/text/check_seconds.h"
#include "services/shared/text/clean_text.h"
#include "services/shared/text/confidence.h"
#include "services/shared/text/fit_text.h"

namespace lossy::agent {
namespace {

constexpr char kVoiceFlag[] = "phoenix_voice_session";
constexpr std::size_t kMaxSourceBytes = 64;
// The source of words whose client does not name one.
constexpr char kLocal[] = "local";
constexpr std::size_t kMaxPieceBytes = 5'000'000;

absl::Status VoiceSessionOff() {
  return absl::FailedPreconditionError("voice_session_not_enabled");
}

absl::Status NotJoined() {
  return absl::FailedPreconditionError("the first message must be the join");
}

const char* StateName(const SessionState& state) {
  if (state.audio.bytes > 0) return "listening";
  return state.transcribing ? "transcribing" : "idle";
}

absl::optional<absl::Duration> Milliseconds(bool given, double value) {
  if (!given) return absl::nullopt;
  return absl::Milliseconds(value);
}

// Words that are there may be empty.
template <typename Transcript>
absl::Status CheckText(const Transcript& transcript) {
  if (!transcript.has_text()) return base::InvalidArgument("text", "is required");
  if (transcript.text().size() <= kMaxUtteranceBytes) return absl::OkStatus();
  return base::InvalidArgument("text", "must be at most 20000 bytes");
}

absl::Status CheckDurations(const v1::TranscriptFinal& words) {
  absl::Status duration = services::CheckSeconds("durationSeconds", words.duration_seconds());
  if (!duration.ok()) return duration;
  const double took = words.transcription_time_ms() / 1000;
  if (services::CheckSeconds("", took).ok()) return absl::OkStatus();
  return base::InvalidArgument("transcriptionTimeMs",
                               "must be a number of milliseconds, not negative");
}

}  // namespace

bool Conversation::Handle(const v1::SessionRequest& request) {
  if (request.has_join()) return Join(request);
  if (session_id_.empty()) {
    Reply(request.ref(), NotJoined(), {});
    return false;
  }
  // Not the frame's ref: a client chooses that, and only the client has to understand it.
  const std::string request_id = base::RequestIdWithin(caller_.request_id, ++frames_);
  v1::SessionResponse response;
  const absl::Status status = Dispatch(request, request_id, &response);
  Reply(request.ref(), status, std::move(response));
  return true;
}

bool Conversation::Join(const v1::SessionRequest& request) {
  const absl::Status opened = OpenSession(request.join());
  v1::SessionResponse response;
  if (opened.ok()) {
    v1::SessionJoined& joined = *response.mutable_join();
    services::FillJoinReply(caller_.identity, settings_, request.join().requested_version(),
                            &joined);
    joined.set_session_id(session_id_);
    if (!ring_.current().video_id.empty()) joined.set_video_id(ring_.current().video_id);
    joined.set_voice_session_enabled(voice_ != nullptr);
    for (const auto& [name, on] : around_.features) (*joined.mutable_features())[name] = on;
    joined.set_state(StateName(opened_));
    joined.set_timestamp(ring_.current().timestamp_seconds);
    joined.set_buffer_size(opened_.audio.bytes);
    joined.set_duration(opened_.audio.seconds);
    if (!opened_.stream.id.empty()) joined.set_stream_id(opened_.stream.id);
    joined.set_received_bytes(opened_.stream.received_bytes);
  }
  Reply(request.ref(), opened, std::move(response));
  // What it is told comes after the reply.
  if (voice_ != nullptr) {
    voice_->Join(!ring_.current().video_id.empty(), around_.clock.Steady());
  }
  return opened.ok();
}

absl::Status Conversation::OpenSession(const v1::SessionJoin& join) {
  absl::Status id = services::CheckId("session_id", join.session_id());
  if (!id.ok()) return id;
  // Its topic is spelled as the client spelled it, and its events as the database does.
  if (join.session_id() != absl::AsciiStrToLower(join.session_id())) {
    return base::InvalidArgument("session_id", "must be in lower case");
  }
  JoinContext context;
  if (join.has_video_id() && !join.video_id().empty()) {
    absl::Status video = CheckVideo(join.video_id());
    if (!video.ok()) return video;
    context.video_id = join.video_id();
  }
  if (join.has_timestamp()) {
    absl::Status seconds = services::CheckSeconds("timestamp", join.timestamp());
    if (!seconds.ok()) return seconds;
    context.timestamp_seconds = join.timestamp();
  }
  absl::StatusOr<SessionState> opened =
      around_.sessions.Join(caller_.identity.user_id, join.session_id(), context);
  if (!opened.ok()) return opened.status();
  session_id_ = join.session_id();
  opened_ = *std::move(opened);
  ring_ = ContextRing(opened_.context);
  if (notes::v1::Frame frame; !opened_.frame.empty() && frame.ParseFromString(opened_.frame)) {
    screen_ = Screen(std::move(frame), around_.clock.Steady() - opened_.frame_age);
  }
  settings_ = around_.settings.Get(caller_);
  if (join.voice_mode() && settings_.features[kVoiceFlag]) OpenVoice();
  return absl::OkStatus();
}

absl::Status Conversation::CheckVideo(absl::string_view video_id) {
  absl::Status id = services::CheckId("video_id", video_id);
  if (!id.ok()) return id;
  return around_.library.CheckOwn(around_.on_behalf(caller_.identity.user_id, caller_.request_id),
                                  std::string(video_id));
}

absl::Status Conversation::Dispatch(const v1::SessionRequest& request,
                                    const std::string& request_id, v1::SessionResponse* response) {
  switch (request.event_case()) {
    case v1::SessionRequest::kTranscriptPartial:
      return TakePartial(request.transcript_partial());
    case v1::SessionRequest::kTranscriptFinal:
      return TakeTranscript(request.transcript_final(), request_id);
    case v1::SessionRequest::kFrameEmbedding:
      return TakeEmbedding(request.frame_embedding());
    case v1::SessionRequest::kSetTimestamp:
      return SetTimestamp(request.set_timestamp());
    case v1::SessionRequest::kUpdateVideoContext:
      return SetVideo(request.update_video_context());
    case v1::SessionRequest::kPing:
      response->mutable_ping()->set_pong(true);
      return absl::OkStatus();
    case v1::SessionRequest::kAudioChunk:
      return TakeAudio(request.audio_chunk(), request_id);
    case v1::SessionRequest::kStopRecording:
      return StopRecording(request_id);
    case v1::SessionRequest::kVoiceEvent:
      return TakeVoiceEvent(request.voice_event());
    case v1::SessionRequest::kReconcileEvents:
      return Reconcile(request.reconcile_events(), response->mutable_reconcile_events());
    default:
      return base::InvalidArgument("event", "is not one that this service knows");
  }
}

absl::Status Conversation::TakePartial(const v1::TranscriptPartial& partial) {
  if (absl::Status text = CheckText(partial); !text.ok()) return text;
  // Written so that NaN is refused.
  const double confidence = partial.confidence();
  if (!(confidence >= 0 && confidence <= 1)) {
    return base::InvalidArgument("confidence", "must be between 0 and 1");
  }
  v1::SessionResponse push;
  v1::AgentEvent& event = *push.mutable_agent_event();
  event.set_type("transcript_partial");
  event.set_text(services::CleanText(partial.text()));
  if (partial.has_confidence())
    event.set_confidence(services::RoundConfidence(partial.confidence()));
  send_(push);
  return absl::OkStatus();
}

absl::Status Conversation::TakeTranscript(const v1::TranscriptFinal& request,
                                          const std::string& request_id) {
  if (absl::Status text = CheckText(request); !text.ok()) return text;
  if (absl::Status durations = CheckDurations(request); !durations.ok()) return durations;
  if (request.source().size() > kMaxSourceBytes) {
    return base::InvalidArgument("source", "must be at most 64 bytes");
  }
  if (absl::Status id = base::CheckRequestId(request.request_id()); !id.ok()) return id;
  Transcript transcript{.id = {},
                        .user_id = caller_.identity.user_id,
                        .session_id = session_id_,
                        .request_id = request_id,
                        .client_request_id = request.request_id(),
                        .text = services::CleanText(request.text()),
                        .source = services::FitName(request.source()),
                        .duration_seconds = {},
                        .context = {}};
  if (transcript.source.empty()) transcript.source = kLocal;
  if (transcript.text.empty()) {
    PushSkipped("empty");
    return absl::OkStatus();
  }
  const bool timed = request.has_duration_seconds();
  if (timed) transcript.duration_seconds = request.duration_seconds();
  transcript.context = ring_.ForTranscript(
      around_.clock.Steady(),
      Milliseconds(request.has_transcription_time_ms(), request.transcription_time_ms()),
      Milliseconds(timed, request.duration_seconds() * 1000));
  transcript.frame = FrameOf(request, transcript.context);
  absl::StatusOr<bool> kept = around_.transcripts.Keep(transcript);
  if (!kept.ok()) return kept.status();
  if (*kept) {
    around_.on_transcript();
    if (voice_ != nullptr) voice_->ExpectNotes(around_.clock.Steady());
  } else {
    PushSkipped("duplicate");
  }
  return absl::OkStatus();
}

absl::Status Conversation::TakeEmbedding(const v1::FrameEmbedding& embedding) {
  absl::StatusOr<notes::v1::Frame> frame = ToFrame(embedding);
  if (!frame.ok()) return frame.status();
  absl::Status kept =
      around_.sessions.SetFrame(caller_.identity.user_id, session_id_, frame->SerializeAsString());
  if (kept.ok()) screen_ = Screen(*std::move(frame), around_.clock.Steady());
  return kept;
}

// Words without durations count as spoken when they come.
std::string Conversation::FrameOf(const v1::TranscriptFinal& words,
                                  const VideoContext& context) const {
  const absl::Time end = around_.clock.Steady() - absl::Milliseconds(words.transcription_time_ms());
  Spoken spoken{.from = end - absl::Seconds(words.duration_seconds()), .to = end};
  if (ring_.has_marks()) spoken.video_second = context.timestamp_seconds;
  const notes::v1::Frame* frame =
      context.video_id == ring_.current().video_id ? screen_.FrameOf(spoken) : nullptr;
  return frame == nullptr ? "" : frame->SerializeAsString();
}

absl::Status Conversation::SetTimestamp(const v1::SetTimestamp& request) {
  if (!request.has_timestamp()) return base::InvalidArgument("timestamp", "is required");
  absl::Status seconds = services::CheckSeconds("timestamp", request.timestamp());
  if (!seconds.ok()) return seconds;
  ring_.SetTimestamp(around_.clock.Steady(), request.timestamp());
  return SaveContext();
}

absl::Status Conversation::SetVideo(const v1::UpdateVideoContext& request) {
  if (!request.video_id().empty()) {
    absl::Status video = CheckVideo(request.video_id());
    if (!video.ok()) return video;
  }
  if (request.video_id() != ring_.current().video_id) screen_ = Screen();
  ring_.SetVideo(around_.clock.Steady(), request.video_id());
  if (voice_ != nullptr) voice_->SetVideo(!request.video_id().empty(), around_.clock.Steady());
  return SaveContext();
}

absl::Status Conversation::SaveContext() {
  return around_.sessions.SetContext(caller_.identity.user_id, session_id_, ring_.current());
}

absl::Status Conversation::TakeAudio(const v1::AudioChunk& chunk, const std::string& request_id) {
  if (!around_.transcribes) return base::NotConfigured("this installation transcribes no audio");
  if (chunk.data().empty()) return base::InvalidArgument("data", "must not be empty");
  if (chunk.data().size() > kMaxPieceBytes) {
    return base::InvalidArgument("data", "must be at most 5000000 bytes");
  }
  absl::StatusOr<AudioPosition> position = ToPosition(chunk);
  if (!position.ok()) return position.status();
  absl::StatusOr<Appended> appended = around_.sessions.Append(caller_.identity.user_id, session_id_,
                                                              request_id, chunk.data(), *position);
  if (!appended.ok()) return appended.status();
  PushReceived(appended->audio);
  if (appended->handed_over) around_.on_recording();
  return absl::OkStatus();
}

absl::Status Conversation::StopRecording(const std::string& request_id) {
  if (!around_.transcribes) return base::NotConfigured("this installation transcribes no audio");
  absl::StatusOr<bool> finished =
      around_.sessions.FinishRecording(caller_.identity.user_id, session_id_, request_id);
  if (!finished.ok()) return finished.status();
  if (*finished) around_.on_recording();
  return absl::OkStatus();
}

void Conversation::OpenVoice() {
  const std::string& user_id = caller_.identity.user_id;
  voice_ = std::make_unique<VoiceSessionAdapter>(
      around_.voice, around_.clock, opened_.voice, send_,
      [this, user_id](std::string snapshot) {
        // What is not saved begins anew, if ever it is needed.
        around_.sessions.SetVoice(user_id, session_id_, std::move(snapshot)).IgnoreError();
      },
      [this, user_id] { return around_.transcripts.CountNotes(user_id, session_id_).value_or(0); });
}

absl::Status Conversation::TakeVoiceEvent(const v1::VoiceEvent& event) {
  return voice_ == nullptr ? VoiceSessionOff() : voice_->Take(event, around_.clock.Steady());
}

absl::Status Conversation::Reconcile(const v1::ReconcileEvents& request, v1::Reconciled* response) {
  return voice_ == nullptr ? VoiceSessionOff()
                           : voice_->Reconcile(request, around_.clock.Steady(), response);
}

absl::Time Conversation::Due() const {
  return voice_ == nullptr ? absl::InfiniteFuture() : voice_->Due();
}

void Conversation::Tick() {
  if (voice_ != nullptr) voice_->Tick(around_.clock.Steady());
}

void Conversation::Leave() {
  if (voice_ != nullptr) voice_->Leave();
}

void Conversation::Reply(const std::string& ref, const absl::Status& status,
                         v1::SessionResponse response) {
  if (ref.empty()) return;
  if (!status.ok()) {
    response.Clear();
    *response.mutable_error() = base::ToError(status);
  }
  response.set_ref(ref);
  send_(response);
}

void Conversation::PushSkipped(const char* reason) {
  v1::SessionResponse push;
  push.mutable_agent_event()->set_type("note_skipped");
  push.mutable_agent_event()->set_reason(reason);
  send_(push);
}

void Conversation::PushReceived(const AudioBuffer& audio) {
  v1::SessionResponse push;
  push.mutable_agent_event()->set_type("audio_chunk_received");
  push.mutable_agent_event()->set_buffer_size(audio.bytes);
  push.mutable_agent_event()->set_duration(audio.seconds);
  send_(push);
}

}  // namespace lossy::agent
