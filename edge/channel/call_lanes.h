#pragma once

#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "edge/channel/answer.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/service_caller.h"
#include "edge/limits/byte_budget.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// The unary calls of one channel. Calls of one event run one after the other, so that a client's
// writes keep their order. Calls of different events run at the same time, so that a slow event
// delays no other. Belongs to the channel's thread.
class CallLanes {
 public:
  struct Request {
    const ServedEvent* event;  // Its `call` is set.
    std::string ref;           // Raw JSON.
    std::string message;       // The wire form.
    absl::Time start;
    std::size_t cost = 0;  // In bytes; set by Start.
  };
  // Receives the answer to each request, on the channel's thread, unless Cancel came first.
  using OnAnswer = std::function<void(const Request&, const Answer&)>;

  // The references must outlive the lanes; `transport` only until Cancel.
  CallLanes(ServiceCaller& services, const base::Identity& identity, Transport& transport,
            OnAnswer on_answer);
  ~CallLanes();

  // Queues or sends a request. False: too many requests wait, and this one was dropped.
  bool Start(Request request);
  // Cancels all requests without an answer.
  void Cancel();
  // Cancels all requests, and answers each with `answer`.
  void Refuse(const Answer& answer);
  bool empty() const { return lanes_.empty(); }

 private:
  struct Lane {
    Request current;
    std::shared_ptr<UpstreamCall> call;
    std::deque<Request> queue;
  };

  void Run(std::list<Lane>::iterator lane);
  void Finish(std::list<Lane>::iterator lane, const Answer& answer);

  ServiceCaller& services_;
  const base::Identity& identity_;
  Transport& transport_;
  const OnAnswer on_answer_;
  std::list<Lane> lanes_;
  std::size_t waiting_ = 0;
  std::size_t waiting_bytes_ = 0;
  HeldBytes held_;  // Of the requests that wait or run.
};

}  // namespace lossy::edge
