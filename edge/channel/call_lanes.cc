#include "edge/channel/call_lanes.h"

#include <algorithm>
#include <utility>

#include "base/trace/current_trace.h"
#include "edge/channel/call_log.h"

namespace lossy::edge {

CallLanes::CallLanes(ServiceCaller& services, const base::Identity& identity, Transport& transport,
                     OnAnswer on_answer)
    : services_(services),
      identity_(identity),
      transport_(transport),
      on_answer_(std::move(on_answer)) {}

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
    lane.queue.push_back(std::move(request));
    return true;
  }
  lanes_.push_back({.current = std::move(request), .call = nullptr, .queue = {}});
  Run(std::prev(lanes_.end()));
  return true;
}

void CallLanes::Run(std::list<Lane>::iterator lane) {
  const Method& method = *lane->current.event->call->method;
  CallContext context = services_.MakeContext(identity_, method, services_.limits().call_limit);
  context.trace = lane->current.span.context();
  waiting_bytes_ -= lane->current.cost;
  lane->call = services_.Call(method, std::move(lane->current.message), context,
                              [this, lane, request_id = context.request_id, &method](
                                  const absl::Status& status, absl::string_view response) {
                                const base::CurrentTrace current(lane->current.span.context());
                                lane->current.span.SetStatus(status);
                                lane->current.span.Set("lossy.request_id", request_id);
                                LogCall(lane->current.event->name, method, request_id, status,
                                        lane->current.start);
                                Finish(lane, MakeAnswer(status, method.response, response));
                              });
}

void CallLanes::Finish(std::list<Lane>::iterator lane, const Answer& answer) {
  --waiting_;
  const Request done = std::move(lane->current);
  held_.Set(held_.bytes() - done.cost);
  if (lane->queue.empty()) {
    lanes_.erase(lane);
  } else {
    lane->current = std::move(lane->queue.front());
    lane->queue.pop_front();
    Run(lane);
  }
  on_answer_(done, answer);
}

void CallLanes::Refuse(const Answer& answer) {
  std::list<Lane> lanes = std::move(lanes_);
  Cancel();
  for (Lane& lane : lanes) {
    lane.call->Cancel();
    on_answer_(lane.current, answer);
    for (const Request& request : lane.queue) on_answer_(request, answer);
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
