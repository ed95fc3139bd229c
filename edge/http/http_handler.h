#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "edge/http/http_state.h"
#include "edge/limits/byte_budget.h"
#include "edge/net/stream_session.h"

namespace lossy::edge {

class TcpStream;

// Sends the response to a request that is answered later. Belongs to the connection's thread, and
// lives until PendingResponse::OnOver.
class Responder {
 public:
  virtual ~Responder() = default;

  // Sends `response`, a whole HTTP response, unchanged. Must be called at most once, and not before
  // OnHttp has returned. `close`: the connection closes behind the response.
  virtual void Respond(std::string response, bool close) = 0;
  // Returns true if the response is not sent yet, or if bytes are known not to have reached the
  // client. In the latter case the connection ends.
  virtual bool Lost() = 0;
  // Counts all bytes held for the client. The account may outlive the connection.
  virtual ByteAccount& account() = 0;
};

// A request that is answered later. The connection owns it until the client's next request or its
// own end, and handles no other request before the response.
class PendingResponse {
 public:
  virtual ~PendingResponse() = default;

  // The edge drains. A response that can be given at once should be.
  virtual void OnDrain() {}
  // The last call; the Responder must not be used any more. `delivered`: the response was sent, and
  // no byte of it is known to be lost.
  virtual void OnOver(bool delivered) = 0;
};

// Answers the HTTP requests of one thread's connections.
class HttpHandler {
 public:
  struct Outcome {
    // Bytes of the parsed request. 0: the request is not complete.
    std::size_t consumed = 0;
    // A whole response, or "100 Continue" for a request that is not complete.
    std::string response;
    // Close the connection behind the response.
    bool close = false;
    // The request upgraded the connection: this session gets all further bytes.
    std::unique_ptr<StreamSession> upgraded;
    // The response comes later. The handler must call the Responder.
    std::unique_ptr<PendingResponse> pending;
  };

  virtual ~HttpHandler() = default;

  // Handles the request at the start of `data`, the connection's unread bytes. `state` belongs to
  // the connection; if the request is not complete, its progress tells from how many bytes on to
  // call again. An upgraded session uses `stream`; a later response goes to `responder`.
  virtual Outcome OnHttp(absl::string_view data, HttpState& state, TcpStream& stream,
                         Responder& responder) = 0;
  // Returns the response to a request that is not complete and takes too much memory. The
  // connection closes behind it.
  virtual std::string OverBudget() const = 0;
};

}  // namespace lossy::edge
