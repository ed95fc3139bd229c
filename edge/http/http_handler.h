#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "base/trace/span.h"
#include "edge/http/http_response.h"
#include "edge/http/http_state.h"
#include "edge/limits/byte_budget.h"
#include "edge/net/stream_session.h"

namespace lossy::edge {

class TcpStream;

// Sends the response to a request that the handler did not answer at once. Belongs to the
// connection's thread, and lives until PendingResponse::OnOver.
class Responder {
 public:
  virtual ~Responder() = default;

  // Sends `response`, the bytes of a whole HTTP response. Must be called at most once, after OnHttp
  // has returned. If `close` is true, the connection closes after the response.
  virtual void Respond(std::string response, bool close) = 0;
  // Ends the span when the kernel has taken all bytes sent before.
  virtual void EndWhenSent(base::Span span) = 0;
  // Returns true if the response was not sent yet, or if some of its bytes did not reach the
  // client. In the second case the connection ends.
  virtual bool Lost() = 0;
  // Returns the account that counts all bytes held for the client. It may outlive the connection.
  virtual ByteAccount& account() = 0;
};

// The handler's part of a request that is answered later. The connection owns the object until the
// client's next request or the connection's end. It handles no other request before the response.
class PendingResponse {
 public:
  virtual ~PendingResponse() = default;

  // The edge drains. The handler should respond now if it can.
  virtual void OnDrain() {}
  // The last call, after which the Responder must not be used. `delivered` is true if the response
  // was sent and no byte of it is known to be lost.
  virtual void OnOver(bool delivered) = 0;
};

// Answers the HTTP requests of one thread's connections.
class HttpHandler {
 public:
  struct Outcome {
    // The size of the parsed request in bytes. 0: the request is not complete.
    std::size_t consumed = 0;
    // The bytes to send: a whole response, "100 Continue", or nothing.
    std::string response;
    // True if the connection must close after the response.
    bool close = false;
    // The session that receives all further bytes after an upgrade. Otherwise nullptr.
    std::unique_ptr<StreamSession> upgraded;
    // Set if the response comes later: the handler must then call Responder::Respond.
    std::unique_ptr<PendingResponse> pending;
  };

  virtual ~HttpHandler() = default;

  // Handles the request at the start of `data`, the connection's unread bytes. The connection keeps
  // `state` from call to call. If the request is not complete, the connection calls again once it
  // has `state.progress.wanted` bytes. An upgraded session uses `stream`. A later response goes to
  // `responder`.
  virtual Outcome OnHttp(absl::string_view data, HttpState& state, TcpStream& stream,
                         Responder& responder) = 0;
  // Returns the response to an incomplete request that takes too much memory (see ByteBudget). The
  // connection closes after it.
  virtual std::string OverBudget() const = 0;
};

// Returns the outcome of a request that is answered at once.
inline HttpHandler::Outcome RespondNow(const HttpResponse& response, const HttpFraming& framing) {
  HttpHandler::Outcome outcome;
  outcome.response = response.Encode(framing);
  outcome.close = !framing.keep_alive;
  return outcome;
}

}  // namespace lossy::edge
