#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/strings/string_view.h"
#include "edge/metrics/session_metrics.h"
#include "edge/net/stream_session.h"
#include "edge/net/tcp_stream.h"
#include "edge/transport/transport.h"
#include "edge/websocket/deflate.h"
#include "edge/websocket/frame.h"
#include "edge/websocket/frame_reader.h"

namespace lossy::edge {

// Speaks WebSocket (RFC 6455) on an upgraded TCP stream, and is the transport of one client's
// messages. To close, it sends a close frame and waits until the client closes the connection. The
// stream owns the session. Belongs to the stream's thread.
//
// The derived class WebSocketSessionFor has the receiver of the messages as a member.
class WebSocketSession : public StreamSession, public Transport {
 public:
  // `stream` owns the session. `deflate` and `metrics` must outlive the session. `deflate` is
  // nullptr if the client did not agree to compression.
  WebSocketSession(TcpStream& stream, Deflate* deflate, SessionMetrics& metrics);
  ~WebSocketSession() override;

  // Transport
  TransportKind transport_kind() const override { return TransportKind::kWebSocket; }
  void Close(CloseCode code, absl::string_view reason) override;
  void EndWhenSent(base::Span span) override { stream_.writer().EndWhenSent(std::move(span)); }
  void SweepSoon() override { stream_.owner().SweepSoon(stream_); }
  ByteAccount& account() override { return stream_.account(); }

  // StreamSession
  std::size_t OnData(char* data, std::size_t size) override;
  std::size_t wanted() const override { return reader_.wanted(); }
  std::size_t held() const override { return reader_.held(); }
  bool reads(std::size_t) const override { return state_ != State::kDraining; }
  std::int64_t OnBytes(std::size_t bytes, std::int64_t now) override;
  std::shared_ptr<UserBytes> user_bytes() const override { return handler().user_bytes(); }
  void OnSlow() override;
  void OnOverBudget() override;
  void OnSweep(absl::Time now) override;
  std::uint32_t sweep_after() const override;
  bool Drain() override;
  void OnEnd(bool delivered) override;

 private:
  enum class State : std::uint8_t {
    kOpen,
    kDraining,  // The stream reads nothing more. It closes once the client waits for no answer.
    kClosing,   // A close frame was sent. The input is ignored until the client closes.
  };

  // Returns the receiver of the client's messages, which lives as long as the session. Must not be
  // called by the constructor or the destructor of this class.
  virtual MessageHandler& handler() = 0;
  virtual const MessageHandler& handler() const = 0;

  // Transport
  void WriteText(MessageParts parts) override { SendParts(Opcode::kText, parts); }
  void WriteBinary(MessageParts parts) override { SendParts(Opcode::kBinary, parts); }
  void Write(const EncodedMessagePtr& message) override;

  void Handle(const Inbound& inbound);
  void HandleMessage(Inbound inbound);
  // Inflates the payload. Returns false and closes if that fails.
  bool Inflate(Inbound* inbound);
  void CloseTooBig();
  void SendClose(absl::string_view payload);
  bool Deflates(std::size_t size) const;
  void SendParts(Opcode opcode, MessageParts parts);

  TcpStream& stream_;
  Deflate* const deflate_;
  SessionMetrics& metrics_;
  FrameReader reader_;
  std::uint32_t since_;  // StreamOwner::seconds() of the last input, or of closing.
  State state_ = State::kOpen;
};

}  // namespace lossy::edge
