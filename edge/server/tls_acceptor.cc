#include "edge/server/tls_acceptor.h"

#include <cstdint>
#include <string>
#include <utility>

#include "base/log/log.h"
#include "edge/http/http_session.h"
#include "edge/server/tls_handshake_session.h"

namespace lossy::edge {
namespace {

// The log has at most this many lines of failed handshakes at once.
constexpr int kLogBurst = 10;

}  // namespace

TlsAcceptor::TlsAcceptor(const Shared& shared, Executor& executor, HttpHandler& http)
    : shared_(shared), executor_(executor), http_(http), log_(absl::Seconds(10), kLogBurst) {}

TlsAcceptor::~TlsAcceptor() = default;

std::unique_ptr<StreamSession> TlsAcceptor::MakeSession(TcpStream& stream, const IpAddress& peer) {
  return std::make_unique<TlsHandshakeSession>(stream, *this, peer);
}

bool TlsAcceptor::Admit(TcpStream& stream, TlsHandshakeSession& session) {
  if (running_ < shared_.limits.max_handshakes && waiters_.empty()) {
    CountRunning();
    return true;
  }
  waiters_.push_back({.stream = &stream, .session = &session});
  return false;
}

void TlsAcceptor::CountRunning() {
  ++running_;
  shared_.metrics.running.Increment();
}

// The next handshake begins later, because the caller may be within the input of its stream.
void TlsAcceptor::Release() {
  --running_;
  shared_.metrics.running.Decrement();
  if (!waiters_.empty()) executor_.Post([this] { AdmitNext(); });
}

void TlsAcceptor::AdmitNext() {
  while (!waiters_.empty() && running_ < shared_.limits.max_handshakes) {
    const Waiter next = std::move(waiters_.front());
    waiters_.pop_front();
    if (next.stream->ended()) continue;
    CountRunning();
    next.session->Begin();
  }
}

std::unique_ptr<StreamSession> TlsAcceptor::MakeHttp(TcpStream& stream, const HttpState& state) {
  return std::make_unique<HttpSession>(stream, http_, state);
}

void TlsAcceptor::CountFailure(absl::string_view reason, absl::string_view detail,
                               const IpAddress& client) {
  shared_.metrics.CountFailure(reason);
  const absl::optional<std::int64_t> times = log_.Pass();
  if (!times.has_value()) return;
  base::Log(base::LogLevel::kInfo, "tls_handshake_failed",
            {{"reason", reason},
             {"detail", detail},
             {"client", absl::string_view(client.ToString())},
             {"times", *times}});
}

}  // namespace lossy::edge
