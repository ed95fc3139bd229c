#pragma once

#include <cstddef>
#include <deque>
#include <memory>

#include "absl/strings/string_view.h"
#include "base/log/log_limiter.h"
#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "edge/http/http_handler.h"
#include "edge/http/http_state.h"
#include "edge/metrics/tls_metrics.h"
#include "edge/net/executor.h"
#include "edge/net/tcp_stream.h"
#include "edge/server/proxy_start.h"
#include "edge/server/tls_limits.h"
#include "edge/tls/tls_contexts.h"

namespace lossy::edge {

class TlsHandshakeSession;

// The common part of the TLS handshakes of one thread: it bounds their number, counts their
// results, and starts HTTP after them. Belongs to the thread.
class TlsAcceptor {
 public:
  // The objects that a server's workers share. They must outlive the acceptor.
  struct Shared {
    const CurrentTlsContexts& contexts;
    const TlsLimits& limits;
    const TrustedProxies& proxies;
    TlsMetrics& metrics;
  };

  // `executor` runs tasks on the thread. `http` answers the requests after the handshakes. Both
  // must outlive the acceptor.
  TlsAcceptor(const Shared& shared, Executor& executor, HttpHandler& http);
  ~TlsAcceptor();

  // Returns the first session of a new connection.
  std::unique_ptr<StreamSession> MakeSession(TcpStream& stream, const IpAddress& peer);

  const Shared& shared() const { return shared_; }

  // Returns true if the session may begin its handshake now. It must then call Release at the end.
  // Otherwise its Begin is called later, unless its stream has ended.
  bool Admit(TcpStream& stream, TlsHandshakeSession& session);
  void Release();

  // Returns the session that follows a handshake.
  std::unique_ptr<StreamSession> MakeHttp(TcpStream& stream, const HttpState& state);

  // Counts and logs a failed handshake. `reason` must be one of a few constants.
  void CountFailure(absl::string_view reason, absl::string_view detail, const IpAddress& client);

 private:
  struct Waiter {
    boost::intrusive_ptr<TcpStream> stream;
    TlsHandshakeSession* session;  // Valid while the stream has not ended.
  };

  void AdmitNext();
  void CountRunning();

  const Shared shared_;
  Executor& executor_;
  HttpHandler& http_;
  std::size_t running_ = 0;
  std::deque<Waiter> waiters_;
  base::LogLimiter log_;
};

}  // namespace lossy::edge
