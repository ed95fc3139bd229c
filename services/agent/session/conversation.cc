#include "services/agent/session/conversation.h"

#include "base/error/error.h"
#include "base/text/request_id.h"
#include "base/trace/current_trace.h"
#include "base/trace/span.h"
#include "base/trace/trace_context.h"

namespace lossy::agent {
namespace {

absl::Status VoiceSessionOff() {
  return absl::FailedPreconditionError("voice_session_not_enabled");
}

absl::Status NotJoined() {
  return absl::FailedPreconditionError("the first message must be the join");
}

v1::SessionResponse SkippedPush(const char* reason) {
  v1::SessionResponse push;
  push.mutable_agent_event()->set_type("note_skipped");
  push.mutable_agent_event()->set_reason(reason);
  return push;
}

v1::SessionResponse ReceivedPush(const AudioBuffer& audio) {
  v1::SessionResponse push;
  push.mutable_agent_event()->set_type("audio_chunk_received");
  push.mutable_agent_event()->set_buffer_size(audio.bytes);
  push.mutable_agent_event()->set_duration(audio.seconds);
  return push;
}

// The span has the name of the request's event. A request without a trace is exported only if it
// fails.
base::Span StartRequestSpan(const v1::SessionRequest& request) {
  const base::TraceContext trace = base::ParseTraceparent(request.traceparent());
  const auto* const event = request.GetDescriptor()->FindFieldByNumber(request.event_case());
  if (event == nullptr) return {};
  if (trace.empty()) return base::StartUnsampledSpan(event->name(), base::SpanKind::kServer);
  return base::StartSpan(event->name(), base::SpanKind::kServer, trace);
}

}  // namespace

bool Conversation::Handle(const v1::SessionRequest& request) {
  if (request.has_join()) return Join(request);
  if (!session_) {
    Reply(request.ref(), NotJoined(), {});
    return false;
  }
  // The request id does not contain the ref: a client may choose any bytes for that.
  const std::string request_id = base::RequestIdWithin(caller_.request_id, ++frames_);
  base::Span span = StartRequestSpan(request);
  const base::CurrentTrace current(span.context());
  v1::SessionResponse response;
  const absl::Status status = Dispatch(request, request_id, &response);
  span.SetStatus(status);
  span.Set("lossy.request_id", request_id);
  Reply(request.ref(), status, std::move(response));
  return true;
}

bool Conversation::Join(const v1::SessionRequest& request) {
  absl::StatusOr<JoinedSession> joined = joiner_.Join(caller_, request.join(), send_);
  v1::SessionResponse response;
  if (joined.ok()) {
    session_.emplace(*std::move(joined));
    *response.mutable_join() = std::move(session_->reply);
  }
  Reply(request.ref(), joined.status(), std::move(response));
  // The voice session sends its state after the reply.
  if (joined.ok() && session_->voice != nullptr) {
    session_->voice->Join(session_->context->has_video());
  }
  return joined.ok();
}

absl::Status Conversation::Dispatch(const v1::SessionRequest& request,
                                    const std::string& request_id, v1::SessionResponse* response) {
  switch (request.event_case()) {
    case v1::SessionRequest::kTranscriptPartial:
      return HandlePartial(request.transcript_partial());
    case v1::SessionRequest::kTranscriptFinal:
      return HandleTranscript(request.transcript_final(), request_id);
    case v1::SessionRequest::kFrameEmbedding:
      return session_->context->SetFrame(request.frame_embedding());
    case v1::SessionRequest::kSetTimestamp:
      return session_->context->SetTimestamp(request.set_timestamp());
    case v1::SessionRequest::kUpdateVideoContext:
      return SetVideo(request.update_video_context().video_id());
    case v1::SessionRequest::kPing:
      response->mutable_ping()->set_pong(true);
      return absl::OkStatus();
    case v1::SessionRequest::kAudioChunk:
      return HandleAudio(request.audio_chunk(), request_id);
    case v1::SessionRequest::kStopRecording:
      return audio_.Finish(session_->record, request_id);
    case v1::SessionRequest::kVoiceEvent:
      return HandleVoiceEvent(request.voice_event());
    case v1::SessionRequest::kReconcileEvents:
      return Reconcile(request.reconcile_events(), response->mutable_reconcile_events());
    default:
      return base::InvalidArgument("event", "is not one that this service knows");
  }
}

absl::Status Conversation::HandlePartial(const v1::TranscriptPartial& partial) {
  absl::StatusOr<v1::AgentEvent> event = ToPartialEvent(partial);
  if (!event.ok()) return event.status();
  v1::SessionResponse push;
  *push.mutable_agent_event() = *std::move(event);
  send_(push);
  return absl::OkStatus();
}

absl::Status Conversation::HandleTranscript(const v1::TranscriptFinal& words,
                                            const std::string& request_id) {
  const absl::StatusOr<const char*> skipped =
      transcripts_.Take(session_->record, request_id, words, *session_->context);
  if (!skipped.ok()) return skipped.status();
  if (*skipped != nullptr) {
    send_(SkippedPush(*skipped));
  } else if (session_->voice != nullptr) {
    session_->voice->ExpectNotes();
  }
  return absl::OkStatus();
}

absl::Status Conversation::HandleAudio(const v1::AudioChunk& chunk, const std::string& request_id) {
  const absl::StatusOr<AudioBuffer> audio = audio_.Append(session_->record, request_id, chunk);
  if (!audio.ok()) return audio.status();
  send_(ReceivedPush(*audio));
  return absl::OkStatus();
}

absl::Status Conversation::SetVideo(const std::string& video_id) {
  if (!video_id.empty()) {
    absl::Status video = joiner_.CheckVideo(caller_, video_id);
    if (!video.ok()) return video;
  }
  absl::Status saved = session_->context->SetVideo(video_id);
  if (session_->voice != nullptr) session_->voice->SetVideo(!video_id.empty());
  return saved;
}

absl::Status Conversation::HandleVoiceEvent(const v1::VoiceEvent& event) {
  return session_->voice == nullptr ? VoiceSessionOff() : session_->voice->Take(event);
}

absl::Status Conversation::Reconcile(const v1::ReconcileEvents& request, v1::Reconciled* response) {
  return session_->voice == nullptr ? VoiceSessionOff()
                                    : session_->voice->Reconcile(request, response);
}

absl::Time Conversation::Due() const {
  const bool speaks = session_ && session_->voice != nullptr;
  return speaks ? session_->voice->Due() : absl::InfiniteFuture();
}

void Conversation::Tick() {
  if (session_ && session_->voice != nullptr) session_->voice->Tick();
}

void Conversation::Leave() {
  if (session_ && session_->voice != nullptr) session_->voice->Leave();
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

}  // namespace lossy::agent
