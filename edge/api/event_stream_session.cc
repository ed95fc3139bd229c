#include "edge/api/event_stream_session.h"

#include <algorithm>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "edge/api/api_response.h"
#include "edge/channel/answer.h"
#include "edge/phoenix/event_stream.h"
#include "edge/transcoding/json_to_wire.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kHeartbeat = ": heartbeat\n\n";

// A client needs to send nothing after its request. The edge ends the connection of one that sends
// more than this.
constexpr std::size_t kMaxIgnored = 64 << 10;

// The time after which the client of an ended stream reconnects. It is random, so that the clients
// of an edge that stops do not reconnect together.
constexpr int kMinRetryMilliseconds = 500;
constexpr int kMaxRetryMilliseconds = 2'500;

std::string Joined(MessageParts parts) {
  std::string text(TotalSize(parts), '\0');
  WriteParts(parts, text.data());
  return text;
}

bool EndsStream(const absl::optional<StreamEvent>& event) {
  return event && (event->name == kErrorEvent || event->name == kCloseEvent);
}

bool RefusesToken(CloseCode code) {
  return code == CloseCode::kRefreshToken || code == CloseCode::kRevoked;
}

// Returns the error of a client whose stream closes with this code.
std::string ErrorOf(CloseCode code, absl::string_view reason) {
  channel::v1::Error error = base::ToError(base::Unavailable(absl::StrCat("closed: ", reason)));
  if (RefusesToken(code)) {
    error.set_reason(channel::v1::REASON_UNAUTHENTICATED);
    error.set_message(std::string(reason));
  }
  return ErrorAnswer(base::MakeStatus(error)).response.json;
}

std::string Retry() {
  thread_local absl::InsecureBitGen random;
  return absl::StrCat(
      "retry: ", absl::Uniform(random, kMinRetryMilliseconds, kMaxRetryMilliseconds), "\n\n");
}

}  // namespace

EventStreamSession::EventStreamSession(TcpStream& stream, Options options, SessionMetrics& metrics)
    : stream_(stream),
      options_(std::move(options)),
      metrics_(metrics),
      since_(stream.owner().seconds()) {
  metrics_.open.Increment();
}

EventStreamSession::~EventStreamSession() { metrics_.open.Decrement(); }

void EventStreamSession::OnUpgraded() {
  const PaddedJson join(std::exchange(options_.join, {}));
  handler_->OnText(join.view());
}

void EventStreamSession::WriteText(MessageParts parts) {
  if (state_ == State::kClosing) return;
  const std::string text = Joined(parts);
  if (state_ == State::kJoining) return Begin(text);
  stream_.writer().Send(EncodedMessage::Raw(text));
  if (EndsStream(ReadEvent(text))) End(CloseCode::kNormal);
}

void EventStreamSession::Begin(absl::string_view first_message) {
  const absl::optional<StreamEvent> event = ReadEvent(first_message);
  if (EndsStream(event)) return Refuse(std::string(event->data_json), CloseCode::kNormal);
  state_ = State::kOpen;
  HttpResponse head = EventStreamHead();
  head.headers.insert(head.headers.end(), options_.headers.begin(), options_.headers.end());
  options_.framing.keep_alive = false;
  options_.framing.until_close = true;
  stream_.writer().Write(absl::StrCat(head.Encode(options_.framing), first_message));
}

void EventStreamSession::Refuse(std::string error_json, CloseCode code) {
  HttpResponse response = ErrorJsonResponse(std::move(error_json));
  response.headers.insert(response.headers.end(), options_.headers.begin(), options_.headers.end());
  options_.framing.keep_alive = false;
  stream_.writer().Write(response.Encode(options_.framing));
  End(code);
}

void EventStreamSession::Close(CloseCode code, absl::string_view reason) {
  if (state_ == State::kClosing || stream_.ended()) return;
  if (state_ == State::kJoining) return Refuse(ErrorOf(code, reason), code);
  if (RefusesToken(code)) {
    stream_.writer().Write(Joined(EventParts(/*id=*/"", kErrorEvent, ErrorOf(code, reason))));
  } else if (code == CloseCode::kRestart) {
    stream_.writer().Write(Retry());
  }
  End(code);
}

void EventStreamSession::OnSlow() {
  if (state_ != State::kClosing) handler_->OnLimit();
  End(CloseCode::kSlow);
}

void EventStreamSession::End(CloseCode code) {
  if (state_ == State::kClosing || stream_.ended()) return;
  metrics_.OnClosed(static_cast<std::uint16_t>(code));
  state_ = State::kClosing;
  since_ = stream_.owner().seconds();
  stream_.Finish();
  SweepSoon();
  handler_->OnDisconnected();
}

std::size_t EventStreamSession::OnData(char* /*data*/, std::size_t size) {
  ignored_ += size;
  if (ignored_ > kMaxIgnored) stream_.Kill();
  return size;
}

std::int64_t EventStreamSession::OnBytes(std::size_t bytes, std::int64_t now) {
  return state_ == State::kClosing ? 0 : handler_->OnBytes(bytes, now);
}

void EventStreamSession::OnOverBudget() {
  if (state_ == State::kClosing) return stream_.Kill();
  handler_->OnLimit();
  if (stream_.writer().blocked()) stream_.writer().Drop();
  End(CloseCode::kSlow);
}

void EventStreamSession::OnSweep(absl::Time now) {
  const ConnectionLimits& limits = stream_.owner().limits();
  const std::uint32_t seconds = stream_.owner().seconds() - since_;
  if (state_ == State::kClosing) {
    if (seconds > limits.handshake_seconds) stream_.Kill();
    return;
  }
  // A client that has vanished acknowledges nothing, and TCP ends the connection
  // (--tcp_user_timeout_ms).
  const bool beat = limits.ping_seconds > 0 && seconds > 0 && seconds % limits.ping_seconds == 0;
  if (beat && state_ == State::kOpen) stream_.writer().Write(kHeartbeat);
  handler_->OnSweep(now);
}

std::uint32_t EventStreamSession::sweep_after() const {
  const ConnectionLimits& limits = stream_.owner().limits();
  const std::uint32_t seconds = stream_.owner().seconds() - since_;
  if (state_ == State::kClosing) {
    return seconds <= limits.handshake_seconds ? limits.handshake_seconds + 1 - seconds : 1;
  }
  const std::uint32_t handler = handler_->sweep_after();
  if (limits.ping_seconds == 0) return handler;
  return std::min(handler, limits.ping_seconds - seconds % limits.ping_seconds);
}

bool EventStreamSession::Drain() {
  if (state_ == State::kClosing) return true;
  if (handler_->Busy()) return false;
  Close(CloseCode::kRestart, "restart");
  return true;
}

void EventStreamSession::OnEnd(bool /*delivered*/) {
  if (state_ == State::kClosing) return;
  metrics_.OnLost();
  handler_->OnDisconnected();
}

}  // namespace lossy::edge
