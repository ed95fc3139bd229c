#pragma once

#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/trace/trace_context.h"
#include "edge/limits/byte_budget.h"
#include "edge/net/executor.h"
#include "edge/routing/routing_table.h"

namespace lossy::edge {

// The metadata and the time limit of a gRPC call.
struct CallContext {
  std::string token;       // The internal token, which names the user to the service.
  std::string request_id;  // The call's id in the logs of the edge and of the service.
  absl::Duration limit;    // The longest time until the answer. A stream has no limit.
  // The span of the client's message that causes the call. The service continues a span of the
  // call itself, or this one if it is a stream. Empty: the call has no span.
  base::TraceContext trace = {};
};

// A unary gRPC call without an answer yet. Belongs to its executor's thread.
class UpstreamCall {
 public:
  virtual ~UpstreamCall() = default;
  // Cancels the call. `done` is not called afterwards. Does nothing after the answer.
  virtual void Cancel() = 0;
};

// The edge's side of a bidirectional gRPC stream. Belongs to its executor's thread.
class UpstreamStream {
 public:
  virtual ~UpstreamStream() = default;
  // Sends a message in wire form. Returns false, and drops the message, if too many bytes wait to
  // be sent.
  virtual bool Send(std::string message) = 0;
  // Returns the bytes of messages that gRPC has not written yet.
  virtual std::size_t unsent_bytes() const = 0;
  // Holds bytes of a client's account until the stream has ended. Must be called before Finish.
  virtual void Keep(HeldBytes held) = 0;
  // Half-closes the stream after all messages are written. The listener is not called any more. The
  // service may finish its work; the stream is cancelled after `patience`.
  virtual void Finish(absl::Duration patience) = 0;
};

// Receives the messages of a stream, on its executor's thread.
class StreamListener {
 public:
  virtual ~StreamListener() = default;
  // Receives a message in wire form.
  virtual void OnMessage(absl::string_view message) = 0;
  // The stream has ended. This is the last call. It does not come after Finish.
  virtual void OnEnd(const absl::Status& status) = 0;
};

// Calls the gRPC methods of the services. Thread-safe. It calls `done` and `listener` on the thread
// of `executor`, never before Call or Open has returned. The executor must outlive the calls.
class Upstream {
 public:
  // Receives the answer to a unary call. `response` is in wire form.
  using Done = absl::AnyInvocable<void(const absl::Status&, absl::string_view response)>;

  virtual ~Upstream() = default;

  // Makes a unary call. `request` is in wire form. `method` must outlive the call.
  virtual std::shared_ptr<UpstreamCall> Call(const Method& method, std::string request,
                                             const CallContext& context, Executor& executor,
                                             Done done) = 0;
  // Opens a bidirectional stream. `listener` must live until OnEnd or Finish.
  virtual std::shared_ptr<UpstreamStream> Open(const Method& method, const CallContext& context,
                                               Executor& executor, StreamListener& listener) = 0;
};

}  // namespace lossy::edge
