#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "edge/http/http_state.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// The way back for an answer that comes later. Belongs to the connection's thread.
class Responder {
 public:
  virtual ~Responder() = default;

  // Once, and not before OnHttp has returned. `response` is sent as it is; `close`: nothing follows
  // it.
  virtual void Respond(std::string response, bool close) = 0;
  // Whether what was responded is known not to have reached the client: it was reset, or is not
  // sent yet. If so, the connection ends.
  virtual bool Lost() = 0;
  // Counts all that is held for the client. May outlive the connection.
  virtual ByteAccount& account() = 0;
};

// A request that is answered later. The connection keeps it until the client's next request, or the
// connection's end; nothing is read in between.
class PendingResponse {
 public:
  virtual ~PendingResponse() = default;

  // The edge restarts: what can be answered at once should be.
  virtual void OnDrain() {}
  // The last call; the Responder must not be used any more. `delivered`: it was answered, and
  // nothing speaks against the client having it all.
  virtual void OnOver(bool delivered) = 0;
};

// Answers the HTTP requests that come before, or instead of, a WebSocket.
class HttpHandler {
 public:
  struct Outcome {
    // Bytes that a request was made of. 0: it is not complete yet.
    std::size_t consumed = 0;
    // To be sent as it is. Also of an incomplete request: "100 Continue".
    std::string response;
    // Close after the response.
    bool close = false;
    // Upgraded: frames follow, for this handler.
    std::unique_ptr<MessageHandler> upgraded;
    // Upgraded, and messages may be compressed both ways.
    bool deflate = false;
    // Answered later. Whoever sets it sees to it that this happens.
    std::unique_ptr<PendingResponse> pending;
  };

  virtual ~HttpHandler() = default;
  // `data` are the connection's unread bytes. `state` is the connection's own; of an incomplete
  // request its progress says how many bytes there must be before the next call. `transport` is
  // where an upgraded handler will send to; a pending answer goes to `responder`.
  virtual Outcome OnHttp(absl::string_view data, HttpState& state, Transport& transport,
                         Responder& responder) = 0;
  // The answer to a request that is not complete and takes too much memory. The connection closes
  // behind it.
  virtual std::string OverBudget() const = 0;
};

}  // namespace lossy::edge
