#pragma once

#include <deque>
#include <list>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "edge/channel/answer.h"
#include "edge/channel/environment.h"
#include "edge/limits/byte_budget.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// The unary calls of one channel. Those of one event run one after the other, so that a client's
// writes keep their order; those of different events run at the same time, so that a slow one
// delays no other.
class CallLanes {
 public:
  struct Request {
    const EventRoute* route;
    std::string event;
    std::string ref;      // Raw JSON.
    std::string message;  // The wire form.
    absl::Time start;
    std::size_t cost = 0;  // In bytes; set by Start.
  };
  // Called at home for each request, unless Cancel came first.
  using OnAnswer = std::function<void(const Request&, const Answer&)>;

  // The references must outlive it; `transport` only until Cancel.
  CallLanes(Environment& environment, const base::Identity& identity, Transport& transport,
            OnAnswer on_answer);
  ~CallLanes();

  // False: too much is waiting already.
  bool Start(Request request);
  void Cancel();
  // Cancels them all, and answers each so.
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

  Environment& environment_;
  const base::Identity& identity_;
  Transport& transport_;
  const OnAnswer on_answer_;
  std::list<Lane> lanes_;
  std::size_t waiting_ = 0;
  std::size_t waiting_bytes_ = 0;
  HeldBytes held_;  // Of those that wait, and of those that run.
};

}  // namespace lossy::edge
