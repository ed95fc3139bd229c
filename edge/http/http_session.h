#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "edge/http/http_handler.h"
#include "edge/http/http_state.h"
#include "edge/net/stream_session.h"
#include "edge/net/tcp_stream.h"

namespace lossy::edge {

// Speaks HTTP/1.1 on a TCP stream, with keep-alive and pipelining, until the connection closes or a
// request upgrades it. It handles one request at a time: a request that is answered later delays
// the next ones. Belongs to the stream's thread.
class HttpSession final : public StreamSession, private Responder {
 public:
  // `start` has the remote address of the socket, and the start of the connection if it was parsed
  // already. `stream` owns the session. `handler` must outlive it.
  HttpSession(TcpStream& stream, HttpHandler& handler, const HttpState& start);

  // StreamSession
  std::size_t OnData(char* data, std::size_t size) override;
  std::size_t wanted() const override { return http_.progress.wanted; }
  bool reads(std::size_t unread) const override;
  void OnSent() override;
  void OnPeerEnd(bool reset) override;
  void OnSlow() override;
  void OnOverBudget() override;
  void OnSweep(absl::Time now) override;
  bool Drain() override;
  void OnEnd(bool delivered) override;

 private:
  enum class State : std::uint8_t {
    kReading,   // The session reads the next request.
    kAwaiting,  // A response is pending.
    kDraining,  // A response is pending; the connection closes after it.
    kClosing,   // The connection closes once all bytes are sent. The input is ignored.
  };

  // Responder
  void Respond(std::string response, bool close) override;
  void EndWhenSent(base::Span span) override { stream_.writer().EndWhenSent(std::move(span)); }
  bool Lost() override;
  ByteAccount& account() override;

  bool awaiting() const { return state_ == State::kAwaiting || state_ == State::kDraining; }
  void Enter(State state);
  void Close();
  void EndPending(bool delivered);
  bool TakenByProxy();

  TcpStream& stream_;
  HttpHandler& handler_;
  // The pending response. It is kept after it was sent, until the next request shows that it
  // arrived.
  std::unique_ptr<PendingResponse> pending_;
  HttpState http_;
  std::uint32_t since_;  // StreamOwner::seconds() when reading a request, or closing, began.
  State state_ = State::kReading;
};

}  // namespace lossy::edge
