#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "edge/http/http_state.h"
#include "edge/net/ip_address.h"
#include "edge/net/stream_session.h"
#include "edge/net/tcp_stream.h"
#include "edge/server/tls_acceptor.h"
#include "edge/tls/tls_handshake.h"

namespace lossy::edge {

// The first session of a connection to a TLS listener. It reads a PROXY header, if the peer must
// send one, and performs the TLS handshake. It then secures the stream and serves HTTP.
//
// A client that sends HTTP without TLS gets status 400. The stream is closed after it, and after a
// failed handshake. Belongs to the stream's thread.
class TlsHandshakeSession final : public StreamSession {
 public:
  // `stream` owns the session. `acceptor` must outlive it.
  TlsHandshakeSession(TcpStream& stream, TlsAcceptor& acceptor, const IpAddress& peer);
  ~TlsHandshakeSession() override;

  // Begins the handshake after TlsAcceptor::Admit has returned false.
  void Begin();

  // StreamSession
  std::size_t OnData(char* data, std::size_t size) override;
  std::size_t wanted() const override { return http_.progress.wanted; }
  bool reads(std::size_t /*unread*/) const override { return state_ != State::kWaiting; }
  void OnPeerEnd(bool reset) override;
  void OnSlow() override { stream_.Kill(); }
  void OnOverBudget() override { stream_.Kill(); }
  void OnSweep(absl::Time now) override;
  bool Drain() override;
  void OnEnd(bool /*delivered*/) override {}

 private:
  enum class State : std::uint8_t {
    kReading,  // The session reads the start of the connection.
    kWaiting,  // Too many handshakes run.
    kRunning,  // The handshake runs.
    kClosing,  // The connection closes once all bytes are sent. The input is ignored.
  };

  void StartHandshake();
  // Both return the number of bytes taken.
  std::size_t ReadStart(absl::string_view data);
  std::size_t Continue(absl::string_view data);
  // Ends the connection after `answer`, which is not protected, and counts the failure.
  void Refuse(absl::string_view reason, absl::string_view detail, absl::string_view answer);
  void RefuseBytes(absl::string_view data);
  // Secures the stream. Destroys this session.
  void Finish(absl::string_view output, absl::string_view rest);

  TcpStream& stream_;
  TlsAcceptor& acceptor_;
  HttpState http_;
  std::unique_ptr<TlsHandshake> handshake_;
  std::uint32_t since_;  // StreamOwner::seconds() of the start, or of closing.
  State state_ = State::kReading;
};

}  // namespace lossy::edge
