#include "edge/websocket/websocket_session.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "edge/transport/close_code.h"
#include "simdjson.h"

namespace lossy::edge {
namespace {

// The longest close reason: a control frame has at most 125 bytes, and the code takes two.
constexpr std::size_t kMaxReasonBytes = 123;

bool IsControl(Opcode opcode) { return opcode >= Opcode::kClose; }

}  // namespace

WebSocketSession::WebSocketSession(TcpStream& stream, Deflate* deflate, SessionMetrics& metrics)
    : stream_(stream), deflate_(deflate), metrics_(metrics), since_(stream.owner().seconds()) {
  if (deflate_ != nullptr) reader_.AllowCompression();
  metrics_.open.Increment();
}

WebSocketSession::~WebSocketSession() { metrics_.open.Decrement(); }

std::size_t WebSocketSession::OnData(char* data, std::size_t size) {
  if (state_ == State::kClosing) return size;
  since_ = stream_.owner().seconds();
  const std::size_t max_message = stream_.owner().limits().max_message_bytes;
  std::size_t taken = 0;
  while (state_ != State::kClosing && !stream_.ended()) {
    const Inbound inbound = reader_.Next(data, size, max_message, &taken);
    if (inbound.kind == Inbound::Kind::kIncomplete) return taken;
    Handle(inbound);
  }
  // The bytes behind a close frame are ignored.
  return size;
}

void WebSocketSession::Handle(const Inbound& inbound) {
  switch (inbound.kind) {
    case Inbound::Kind::kMessage:
      return HandleMessage(inbound);
    case Inbound::Kind::kPing:
      return SendParts(Opcode::kPong, {&inbound.payload, 1});
    case Inbound::Kind::kClose: {
      if (state_ != State::kClosing) metrics_.OnClosedByClient();
      const char code[2] = {static_cast<char>(inbound.close_code >> 8),
                            static_cast<char>(inbound.close_code)};
      return SendClose(inbound.close_code == 0 ? absl::string_view() : absl::string_view(code, 2));
    }
    case Inbound::Kind::kViolation: {
      const auto code = static_cast<CloseCode>(inbound.close_code);
      return code == CloseCode::kTooBig ? CloseTooBig() : Close(code, inbound.problem);
    }
    case Inbound::Kind::kPong:
    case Inbound::Kind::kIncomplete:
      return;
  }
}

void WebSocketSession::HandleMessage(Inbound inbound) {
  if (inbound.compressed && !Inflate(&inbound)) return;
  const bool understood = inbound.opcode == Opcode::kText ? handler().OnText(inbound.payload)
                                                          : handler().OnBinary(inbound.payload);
  if (!understood) Close(CloseCode::kUndecodable, kNotPhoenix);
  stream_.writer().BoundCork();
}

bool WebSocketSession::Inflate(Inbound* inbound) {
  const std::size_t max_message = stream_.owner().limits().max_message_bytes;
  switch (deflate_->Inflate(inbound->payload, max_message, &inbound->payload)) {
    case Deflate::Result::kTooBig:
      CloseTooBig();
      return false;
    case Deflate::Result::kMalformed:
      Close(CloseCode::kInvalidText, "a message whose compression is broken");
      return false;
    case Deflate::Result::kDone:
      break;
  }
  const absl::string_view text = inbound->payload;
  if (inbound->opcode == Opcode::kText && !simdjson::validate_utf8(text.data(), text.size())) {
    Close(CloseCode::kInvalidText, "a text message that is not UTF-8");
    return false;
  }
  return true;
}

bool WebSocketSession::Deflates(std::size_t size) const {
  return deflate_ != nullptr && size >= stream_.owner().limits().min_deflate_bytes;
}

void WebSocketSession::SendParts(Opcode opcode, MessageParts parts) {
  const std::size_t payload = TotalSize(parts);
  if (Deflates(payload) && !IsControl(opcode)) {
    const auto kind = opcode == Opcode::kText ? MessageKind::kText : MessageKind::kBinary;
    return stream_.writer().Send(deflate_->Encode(kind, parts));
  }
  std::string* const cork = stream_.writer().cork();
  if (cork == nullptr) return stream_.writer().Send(EncodeFrame(opcode, parts));
  const std::size_t before = cork->size();
  cork->resize(before + HeaderSize(payload) + payload);
  WriteParts(parts, WriteHeader(opcode, payload, cork->data() + before));
}

void WebSocketSession::Write(const EncodedMessagePtr& message) {
  if (Deflates(message->payload().size())) {
    return stream_.writer().Send(deflate_->Compressed(message));
  }
  // The first client of a shared message writes the header for all.
  if (!message->has_header()) WriteFrameHeader(*message);
  stream_.writer().Send(message);
}

void WebSocketSession::Close(CloseCode code, absl::string_view reason) {
  const auto number = static_cast<std::uint16_t>(code);
  if (state_ != State::kClosing && !stream_.ended()) metrics_.OnClosed(number);
  std::string payload = {static_cast<char>(number >> 8), static_cast<char>(number)};
  payload.append(reason.data(), std::min(reason.size(), kMaxReasonBytes));
  SendClose(payload);
}

void WebSocketSession::CloseTooBig() {
  Close(CloseCode::kTooBig,
        absl::StrCat("a message larger than the ", stream_.owner().limits().max_message_bytes,
                     " bytes accepted"));
}

void WebSocketSession::SendClose(absl::string_view payload) {
  if (state_ == State::kClosing || stream_.ended()) return;
  SendParts(Opcode::kClose, {&payload, 1});
  state_ = State::kClosing;
  since_ = stream_.owner().seconds();
  stream_.Finish();
  SweepSoon();
  handler().OnDisconnected();
}

std::int64_t WebSocketSession::OnBytes(std::size_t bytes, std::int64_t now) {
  return state_ == State::kClosing ? 0 : handler().OnBytes(bytes, now);
}

void WebSocketSession::OnSlow() {
  if (state_ != State::kClosing) handler().OnLimit();
  Close(CloseCode::kSlow, "too slow");
}

void WebSocketSession::OnOverBudget() {
  if (state_ == State::kClosing) return stream_.Kill();
  handler().OnLimit();
  reader_.Drop();
  if (stream_.writer().blocked()) stream_.writer().Drop();
  Close(CloseCode::kSlow, "too much that is not complete or not read");
}

void WebSocketSession::OnSweep(absl::Time now) {
  const ConnectionLimits& limits = stream_.owner().limits();
  const std::uint32_t seconds = stream_.owner().seconds();
  // While the edge does not read, it cannot detect a silent client.
  if (state_ != State::kClosing && stream_.reader().throttled()) since_ = seconds;
  const std::uint32_t silent = seconds - since_;
  if (state_ == State::kClosing) {
    if (silent > limits.handshake_seconds) stream_.Kill();
    return;
  }
  if (silent > limits.idle_seconds) {
    stream_.owner().OnIdle();
    return Close(CloseCode::kGoingAway, "idle");
  }
  // A browser answers a ping even while its page is suspended.
  const bool ping = limits.ping_seconds > 0 && silent > 0 && silent % limits.ping_seconds == 0;
  if (ping) SendParts(Opcode::kPing, {});
  handler().OnSweep(now);
}

std::uint32_t WebSocketSession::sweep_after() const {
  const ConnectionLimits& limits = stream_.owner().limits();
  const std::uint32_t silent = stream_.owner().seconds() - since_;
  const auto until = [silent](std::uint32_t due) { return due > silent ? due - silent : 1; };
  if (state_ == State::kClosing) return until(limits.handshake_seconds + 1);
  const std::uint32_t idle = until(limits.idle_seconds + 1);
  const std::uint32_t ping =
      limits.ping_seconds > 0 ? limits.ping_seconds - silent % limits.ping_seconds : idle;
  return std::min({idle, ping, handler().sweep_after()});
}

bool WebSocketSession::Drain() {
  if (state_ == State::kClosing) return true;
  state_ = State::kDraining;
  if (handler().Busy()) return false;
  Close(CloseCode::kRestart, "restart");
  // The stream must read on to find the client's FIN.
  stream_.ReadOn();
  return true;
}

void WebSocketSession::OnEnd(bool /*delivered*/) {
  if (state_ == State::kClosing) return;
  metrics_.OnLost();
  handler().OnDisconnected();
}

}  // namespace lossy::edge
