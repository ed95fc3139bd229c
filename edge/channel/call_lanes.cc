#include "edge/channel/call_lanes.h"

#include <cstddef>
#include <iterator>
#include <utility>

#include "base/time/clock.h"
#include "base/trace/current_trace.h"
#include "edge/channel/call_log.h"

namespace lossy::edge {

namespace {

// The most nodes of each list that a thread keeps.
constexpr std::size_t kMaxSpare = 256;
// The most bytes of an answer's JSON that a thread keeps.
constexpr std::size_t kMaxSpareJson = 4096;

// Moves a node from `spare`, or a new one, to the end of `list`.
template <typename T>
typename std::list<T>::iterator AppendNode(std::list<T>& spare, std::list<T>& list) {
  if (spare.empty()) {
    list.emplace_back();
  } else {
    list.splice(list.end(), spare, spare.begin());
  }
  return std::prev(list.end());
}

// Removes a node from `list`, and keeps it.
template <typename T>
void RemoveNode(std::list<T>& list, typename std::list<T>::iterator node, std::list<T>& spare) {
  if (spare.size() >= kMaxSpare) {
    list.erase(node);
  } else {
    spare.splice(spare.end(), list, node);
  }
}

}  // namespace

// The memory of ended calls, so that the next call of the thread allocates none.
struct CallLanes::Spare {
  std::list<Lane> lanes;
  std::list<Request> requests;
  std::string json;  // The memory of the last answer's JSON.

  void KeepJson(std::string used) {
    if (used.capacity() <= kMaxSpareJson) json = std::move(used);
  }

  static Spare& OfThread() {
    thread_local Spare spare;
    return spare;
  }
};

CallLanes::CallLanes(ServiceCaller& services, const ChannelOwner& owner, Transport& transport,
                     OnAnswer on_answer)
    : services_(services), owner_(owner), transport_(transport), on_answer_(std::move(on_answer)) {}

CallLanes::~CallLanes() { Cancel(); }

bool CallLanes::Start(Request request) {
  request.cost = request.message.size() + request.ref.size();
  if (waiting_ >= services_.limits().max_waiting ||
      waiting_bytes_ + request.cost > services_.limits().max_waiting_bytes) {
    return false;
  }
  ++waiting_;
  waiting_bytes_ += request.cost;
  transport_.Hold(held_, held_.bytes() + request.cost);
  for (Lane& lane : lanes_) {
    if (lane.current.event != request.event) continue;
    *AppendNode(Spare::OfThread().requests, lane.queue) = std::move(request);
    return true;
  }
  const auto lane = AppendNode(Spare::OfThread().lanes, lanes_);
  lane->current = std::move(request);
  Run(lane);
  return true;
}

void CallLanes::Run(std::list<Lane>::iterator lane) {
  const Method& method = *lane->current.event->call->method;
  CallContext& context = lane->context;
  services_.FillContext(owner_.identity(), method, services_.limits().call_limit, &context);
  context.trace = lane->current.span.context();
  waiting_bytes_ -= lane->current.cost;
  // A larger closure would be an allocation.
  lane->call = services_.Call(method, std::move(lane->current.message), context,
                              [this, lane](const absl::Status& status, absl::string_view response) {
                                Finish(lane, status, response);
                              });
}

void CallLanes::Finish(std::list<Lane>::iterator lane, const absl::Status& status,
                       absl::string_view response) {
  const base::CurrentTrace current(lane->current.span.context());
  lane->current.span.SetStatus(status);
  lane->current.span.Set("lossy.request_id", lane->context.request_id);
  Request done = std::move(lane->current);
  const Method& method = *done.event->call->method;
  const absl::Time now = base::SteadyNow();
  services_.call_log().Record(
      {.event = done.event->name, .method = method, .request_id = lane->context.request_id}, status,
      now, done.start);
  --waiting_;
  held_.Set(held_.bytes() - done.cost);
  Continue(lane);
  Spare& spare = Spare::OfThread();
  Answer answer = MakeAnswer(status, method.response, response, std::move(spare.json));
  on_answer_(done, answer, now);
  spare.KeepJson(std::move(answer.response.json));
}

void CallLanes::Continue(std::list<Lane>::iterator lane) {
  Spare& spare = Spare::OfThread();
  if (lane->queue.empty()) {
    lane->call.reset();
    return RemoveNode(lanes_, lane, spare.lanes);
  }
  lane->current = std::move(lane->queue.front());
  RemoveNode(lane->queue, lane->queue.begin(), spare.requests);
  Run(lane);
}

void CallLanes::Refuse(const Answer& answer) {
  std::list<Lane> lanes = std::move(lanes_);
  Cancel();
  const absl::Time now = base::SteadyNow();
  for (Lane& lane : lanes) {
    lane.call->Cancel();
    on_answer_(lane.current, answer, now);
    for (const Request& request : lane.queue) on_answer_(request, answer, now);
  }
}

void CallLanes::Cancel() {
  for (Lane& lane : lanes_) lane.call->Cancel();
  lanes_.clear();
  waiting_ = 0;
  waiting_bytes_ = 0;
  held_ = {};
}

}  // namespace lossy::edge
