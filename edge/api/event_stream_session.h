#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/live/live_objects.h"
#include "edge/http/http_response.h"
#include "edge/metrics/session_metrics.h"
#include "edge/net/stream_session.h"
#include "edge/net/tcp_stream.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// Sends the messages of one topic as server-sent events (HTML standard, section 9.2), and is the
// transport of the client's Socket. The stream owns the session, and the session its handler.
// Belongs to the stream's thread.
//
// The session joins the topic in the client's place. The first message answers the join: it decides
// the HTTP status, which is 200, or that of the error. After an error the stream ends. The body
// ends with the connection, so that a message is the same bytes for all readers (ADR 0060).
class EventStreamSession final : public StreamSession,
                                 public Transport,
                                 private base::LiveObject<"EventStreamSession"> {
 public:
  struct Options {
    std::string join;  // The client's join, a text message of Phoenix's V2 protocol.
    HttpFraming framing;
    // Headers that the response has in any case.
    std::vector<std::pair<std::string, std::string>> headers;
  };

  // `stream` owns the session. `metrics` must outlive it.
  EventStreamSession(TcpStream& stream, Options options, SessionMetrics& metrics);
  ~EventStreamSession() override;

  // Sets the receiver of the client's messages, whose serializer must be kEventStream. Must be
  // called once, before the stream serves the session.
  void Open(std::unique_ptr<MessageHandler> handler) { handler_ = std::move(handler); }

  // Transport
  TransportKind transport_kind() const override { return TransportKind::kEventStream; }
  // Ends the stream. The client sees the reason only if it must act on it: if its token is no
  // longer valid. `kRestart` makes it reconnect after a short random delay.
  void Close(CloseCode code, absl::string_view reason) override;
  void EndWhenSent(base::Span span) override { stream_.writer().EndWhenSent(std::move(span)); }
  void SweepSoon() override { stream_.owner().SweepSoon(stream_); }
  ByteAccount& account() override { return stream_.account(); }

  // StreamSession
  void OnUpgraded() override;
  std::size_t OnData(char* data, std::size_t size) override;
  std::size_t wanted() const override { return 0; }
  bool reads(std::size_t) const override { return true; }
  std::int64_t OnBytes(std::size_t bytes, std::int64_t now) override;
  std::shared_ptr<UserBytes> user_bytes() const override { return handler_->user_bytes(); }
  void OnSlow() override;
  void OnOverBudget() override;
  void OnSweep(absl::Time now) override;
  std::uint32_t sweep_after() const override;
  bool Drain() override;
  void OnEnd(bool delivered) override;

 private:
  enum class State : std::uint8_t {
    kJoining,  // The response has not begun.
    kOpen,
    kClosing,  // The connection closes once all bytes are sent.
  };

  // Transport
  void WriteText(MessageParts parts) override;
  // Never called, because the serializer has no binary messages.
  void WriteBinary(MessageParts) override {}
  void Write(const EncodedMessagePtr& message) override { stream_.writer().Send(message); }

  void Begin(absl::string_view first_message);
  // Responds with an error instead of a stream.
  void Refuse(std::string error_json, CloseCode code);
  // Ends the session, and counts the code as its end.
  void End(CloseCode code);

  TcpStream& stream_;
  Options options_;
  SessionMetrics& metrics_;
  std::unique_ptr<MessageHandler> handler_;
  std::size_t ignored_ = 0;  // Bytes from the client after its request.
  std::uint32_t since_;      // StreamOwner::seconds() of the start, or of closing.
  State state_ = State::kJoining;
};

}  // namespace lossy::edge
