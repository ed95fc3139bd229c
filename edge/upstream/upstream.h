#pragma once

#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "edge/limits/byte_budget.h"
#include "edge/net/executor.h"
#include "edge/routing/routing_table.h"

namespace lossy::edge {

// The context of a call besides its request.
struct CallContext {
  // Proves to the service who calls.
  std::string token;
  std::string request_id;
  absl::Duration limit;
};

// A call under way. Belongs to its executor's thread.
class UpstreamCall {
 public:
  virtual ~UpstreamCall() = default;
  // The answer is not wanted any more: `done` will not be called.
  virtual void Cancel() = 0;
};

// A bidirectional stream. Belongs to its executor's thread.
class UpstreamStream {
 public:
  virtual ~UpstreamStream() = default;
  // False: too much waits to be sent, and the message was not taken.
  virtual bool Send(std::string message) = 0;
  // Bytes that were sent and that the service has not taken yet.
  virtual std::size_t unsent_bytes() const = 0;
  // Before Finish: these are given back when nothing of the stream is left.
  virtual void Keep(HeldBytes held) = 0;
  // Nothing more will be sent, and the listener is not called any more. The service may finish what
  // it has; after `patience` the call is cancelled.
  virtual void Finish(absl::Duration patience) = 0;
};

class StreamListener {
 public:
  virtual ~StreamListener() = default;
  virtual void OnMessage(absl::string_view message) = 0;
  // The last call, unless Finish came first.
  virtual void OnEnd(const absl::Status& status) = 0;
};

// Calls the methods of the services. Thread-safe. `done` and `listener` are called on the thread of
// `executor`, never before the call has returned. The executor must outlive the calls.
class Upstream {
 public:
  using Done = absl::AnyInvocable<void(const absl::Status&, absl::string_view response)>;

  virtual ~Upstream() = default;

  virtual std::shared_ptr<UpstreamCall> Call(const Method& method, std::string request,
                                             const CallContext& context, Executor& executor,
                                             Done done) = 0;
  // `listener` must live until OnEnd or Finish.
  virtual std::shared_ptr<UpstreamStream> Open(const Method& method, const CallContext& context,
                                               Executor& executor, StreamListener& listener) = 0;
};

}  // namespace lossy::edge
