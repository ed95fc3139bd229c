#include "edge/channel/session_stream.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "base/time/clock.h"
#include "base/trace/current_trace.h"
#include "edge/transcoding/event_view.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kJoinRef = "join";

absl::Status StatusOf(const SessionMessage& message) {
  if (!message.has_error) return absl::OkStatus();
  channel::v1::Error error;
  if (!error.ParseFromArray(message.error.data(), static_cast<int>(message.error.size()))) {
    return absl::DataLossError("the error cannot be read");
  }
  return base::MakeStatus(error);
}

// Records the answer of the service in both spans, and ends the span of the call.
void EndCall(SessionStream::Pending& request, const absl::Status& status) {
  request.call.SetStatus(status);
  request.call.End();
  request.frame.SetStatus(status);
}

// Empty for a trace that is not sampled, which the service need not know.
std::string SampledTraceparent(const base::TraceContext& trace) {
  return trace.sampled ? base::Traceparent(trace) : std::string();
}

}  // namespace

SessionStream::SessionStream(ServiceCaller& services, const ChannelRoute& route,
                             Transport& transport, Owner& owner)
    : services_(services), route_(route), transport_(transport), owner_(owner) {}

void SessionStream::Open(const base::Identity& identity, absl::string_view join_message,
                         const base::TraceContext& trace) {
  join_ = StartCall(trace);
  CallContext context = services_.MakeContext(identity, *route_.join, absl::InfiniteDuration());
  context.trace = join_.context();
  request_id_ = context.request_id;
  stream_ = services_.Open(*route_.join, context, *this);
  std::string request;
  AppendSessionRequest(route_.session_ref_number, kJoinRef, route_.session_join.number,
                       join_message, &request);
  AppendSessionTrace(route_.session_trace_number, SampledTraceparent(join_.context()), &request);
  stream_->Send(std::move(request));
}

SessionStream::~SessionStream() {
  if (stream_ == nullptr) return;
  // Messages that are not written to the service yet still take memory.
  stream_->Keep(std::move(held_));
  stream_->Finish(services_.limits().session_patience);
}

base::Span SessionStream::StartCall(const base::TraceContext& parent) const {
  if (parent.empty()) return {};
  return base::StartSpan(route_.join->path, base::SpanKind::kClient, parent);
}

bool SessionStream::Send(Push push) {
  if (stream_ == nullptr || pending_.size() >= services_.limits().max_waiting) return false;
  const bool wants_reply = push.ref != "null";
  base::Span call = StartCall(push.span.context());
  const std::uint64_t id = last_id_ + 1;
  std::string request;
  AppendSessionRequest(route_.session_ref_number, wants_reply ? absl::StrCat(id) : std::string(),
                       push.event->session->number, push.message, &request);
  AppendSessionTrace(route_.session_trace_number, SampledTraceparent(call.context()), &request);
  if (!stream_->Send(std::move(request))) return false;
  last_id_ = id;
  if (wants_reply) {
    ref_bytes_ += push.ref.size();
    pending_.push_back({.id = id,
                        .event = push.event,
                        .ref = std::string(push.ref),
                        .start = base::SteadyNow(),
                        .warnings = std::move(push.warnings),
                        .frame = std::move(push.span),
                        .call = std::move(call)});
  }
  CountHeld();
  return true;
}

void SessionStream::CountHeld() {
  transport_.Hold(held_, stream_ == nullptr ? 0 : stream_->unsent_bytes() + ref_bytes_);
}

void SessionStream::Refuse(const Answer& answer) {
  ref_bytes_ = 0;
  for (const Pending& pending : std::exchange(pending_, {})) {
    owner_.OnSessionAnswer(pending, answer);
  }
}

void SessionStream::Expire(absl::Time now) {
  CountHeld();
  while (!pending_.empty() && pending_.front().start + services_.limits().call_limit <= now) {
    Pending late = std::move(pending_.front());
    pending_.pop_front();
    ref_bytes_ -= late.ref.size();
    const absl::Status status = absl::DeadlineExceededError("the service did not answer in time");
    EndCall(late, status);
    owner_.OnSessionAnswer(late, ErrorAnswer(status));
  }
}

void SessionStream::OnMessage(absl::string_view bytes) {
  absl::StatusOr<SessionMessage> message = ReadSessionMessage(*route_.join->response, bytes);
  if (!message.ok()) return;
  const EventView& event = message->event;
  if (message->ref.empty()) {
    Payload payload;
    if (event.table == nullptr || !MakePayload(*event.table, event.payload, &payload).ok()) return;
    return owner_.OnSessionPush(event.name, std::move(payload));
  }
  const absl::Status status = StatusOf(*message);
  const Answer answer = MakeAnswer(status, event.table, event.payload);
  if (message->ref != kJoinRef) return AnswerPending(message->ref, status, answer);
  join_.SetStatus(status);
  join_.End();
  owner_.OnSessionJoined(answer);
}

void SessionStream::AnswerPending(absl::string_view ref, const absl::Status& status,
                                  const Answer& answer) {
  std::uint64_t id = 0;
  if (!absl::SimpleAtoi(ref, &id)) return;
  auto found =
      std::lower_bound(pending_.begin(), pending_.end(), id,
                       [](const Pending& each, std::uint64_t least) { return each.id < least; });
  if (found == pending_.end() || found->id != id) return;
  Pending request = std::move(*found);
  pending_.erase(found);
  ref_bytes_ -= request.ref.size();
  CountHeld();
  EndCall(request, status);
  const base::CurrentTrace current(request.frame.context());
  LogAnswer(request, answer);
  owner_.OnSessionAnswer(request, answer);
}

void SessionStream::LogAnswer(const Pending& request, const Answer& answer) const {
  if (!base::LogEnabled(base::LogLevel::kInfo)) return;
  const std::string request_id = absl::StrCat(request_id_, ".", request.id);
  base::Log(base::LogLevel::kInfo, "event",
            {{"name", request.event->name},
             {"method", absl::string_view(route_.join->path)},
             {"request_id", absl::string_view(request_id)},
             {"code", answer.ok() ? "OK" : "ERROR"},
             {"microseconds", absl::ToInt64Microseconds(base::SteadyNow() - request.start)}});
}

void SessionStream::OnEnd(const absl::Status& status) {
  stream_.reset();
  join_.SetStatus(status);
  join_.End();
  owner_.OnSessionOver(status);
}

}  // namespace lossy::edge
