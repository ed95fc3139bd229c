#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/trace/span.h"
#include "edge/channel/answer.h"
#include "edge/channel/channel_owner.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/service_caller.h"
#include "edge/limits/byte_budget.h"
#include "edge/transport/transport.h"
#include "edge/upstream/upstream.h"

namespace lossy::edge {

// Makes the unary calls of one channel. Calls for one event run one after the other, so that a
// client's writes keep their order. Calls for different events run at the same time, so that a slow
// event delays no other. Belongs to the channel's thread.
class CallLanes {
 public:
  struct Request {
    const ServedEvent* event;   // ServedEvent::call must be set.
    std::string ref;            // The ref of the client's push, as raw JSON.
    std::string message;        // The request in wire form.
    absl::Time start;           // The steady time at which the push arrived.
    std::string warnings = {};  // ReadPush::warnings, for the answer.
    base::Span span = {};       // Of the push, until its reply.
    std::size_t cost = 0;       // The bytes held for the request. Start sets it.
  };
  // Receives the answer to each request, and the steady time, on the channel's thread. Not called
  // after Cancel.
  using OnAnswer = std::function<void(const Request&, const Answer&, absl::Time now)>;

  // `owner` gives the identity for each call. The references must outlive the object, but
  // `transport` only until Cancel.
  CallLanes(ServiceCaller& services, const ChannelOwner& owner, Transport& transport,
            OnAnswer on_answer);
  ~CallLanes();

  // Sends or queues a request. Returns false, and drops the request, if too many requests or bytes
  // wait (ChannelLimits::max_waiting, max_waiting_bytes).
  bool Start(Request request);
  // Cancels all requests without an answer.
  void Cancel();
  // Cancels all requests, and answers each with `answer`.
  void Refuse(const Answer& answer);
  // Returns true if no request is without an answer.
  bool empty() const { return lanes_.empty(); }

 private:
  // The running call of one event, and the requests that wait for its end.
  struct Lane {
    Request current;
    CallContext context;
    std::shared_ptr<UpstreamCall> call;
    std::list<Request> queue;
  };
  struct Spare;

  void Run(std::list<Lane>::iterator lane);
  void Finish(std::list<Lane>::iterator lane, const absl::Status& status,
              absl::string_view response);
  // Begins the next request of the lane, or removes it.
  void Continue(std::list<Lane>::iterator lane);

  ServiceCaller& services_;
  const ChannelOwner& owner_;
  Transport& transport_;
  const OnAnswer on_answer_;
  std::list<Lane> lanes_;
  std::size_t waiting_ = 0;        // Requests that wait or run.
  std::size_t waiting_bytes_ = 0;  // Bytes of the requests that wait.
  HeldBytes held_;                 // Bytes of the requests that wait or run.
};

}  // namespace lossy::edge
