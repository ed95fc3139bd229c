#pragma once

#include "edge/metrics/session_metrics.h"
#include "edge/net/tcp_stream.h"
#include "edge/transport/transport.h"
#include "edge/websocket/deflate.h"
#include "edge/websocket/websocket_session.h"

namespace lossy::edge {

// A WebSocket session and the receiver of its messages, a MessageHandler, in one object: a process
// has very many, and each allocation of a connection costs memory. The stream owns the session,
// and the session its handler.
template <typename Handler>
class WebSocketSessionFor final : public WebSocketSession {
 public:
  // For the first three parameters, see WebSocketSession. `make_handler` is called once, with the
  // transport that the handler may use as long as it lives, and returns the handler by value.
  template <typename MakeHandler>
  WebSocketSessionFor(TcpStream& stream, Deflate* deflate, SessionMetrics& metrics,
                      const MakeHandler& make_handler)
      : WebSocketSession(stream, deflate, metrics),
        handler_(make_handler(static_cast<Transport&>(*this))) {}

  Handler& handler() override { return handler_; }
  const Handler& handler() const override { return handler_; }

 private:
  Handler handler_;
};

}  // namespace lossy::edge
