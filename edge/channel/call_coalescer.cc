#include "edge/channel/call_coalescer.h"

#include <utility>

namespace lossy::edge {

CallCoalescer::Waiter::Waiter(CallCoalescer& calls, Flight& flight, Upstream::Done done)
    : calls_(calls),
      flight_(&flight),
      entry_(flight.waiters.insert(flight.waiters.end(), this)),
      request_id_(flight.context.request_id),
      trace_(flight.context.trace),
      done_(std::move(done)) {}

CallCoalescer::Waiter::~Waiter() {
  if (flight_ == nullptr) return;
  flight_->waiters.erase(entry_);
  calls_.DropIfUnwanted(*flight_);
}

CallCoalescer::CallCoalescer(Upstream& upstream, ConcurrencyLimiters& limiters, Executor& executor,
                             MakeContext make_context, EdgeMetrics& metrics)
    : upstream_(upstream),
      limiters_(limiters),
      executor_(executor),
      make_context_(std::move(make_context)),
      metrics_(metrics) {}

CallCoalescer::~CallCoalescer() = default;

std::unique_ptr<CallCoalescer::Waiter> CallCoalescer::Call(const Method& method,
                                                           std::string request,
                                                           const base::Identity& identity,
                                                           const base::TraceContext& trace,
                                                           Upstream::Done done) {
  Key wanted(&method, std::move(request), identity.user_id, identity.device_id, identity.role,
             method.idempotent ? 0 : ++unshared_);
  const auto entry = flights_.try_emplace(std::move(wanted)).first;
  auto& [key, flights] = *entry;
  const bool sent = flights.current != nullptr && flights.current->call != nullptr;
  std::unique_ptr<Flight>& flight = sent ? flights.next : flights.current;
  const bool is_new = flight == nullptr;
  if (is_new) {
    CallContext context = make_context_(identity, method);
    context.trace = trace;
    flight = std::make_unique<Flight>(*this, key, std::move(context));
  } else {
    metrics_.shared_joins.Increment();
  }
  std::unique_ptr<Waiter> waiter(new Waiter(*this, *flight, std::move(done)));
  if (is_new && &flight == &flights.current) Start(*flight);
  return waiter;
}

void CallCoalescer::Start(Flight& flight) {
  const auto& [method, request, user_id, device_id, role, number] = *flight.key;
  flight.permit = limiters_.Of(method->service).Acquire(user_id, flight);
  if (flight.permit->granted()) Send(flight);
}

void CallCoalescer::Send(Flight& flight) {
  const Key& key = *flight.key;
  flight.call =
      upstream_.Call(*std::get<const Method*>(key), std::get<1>(key), flight.context, executor_,
                     [this, &flight](const absl::Status& status, absl::string_view response) {
                       Finish(flight, status, response);
                     });
}

void CallCoalescer::Finish(Flight& flight, const absl::Status& status, absl::string_view response) {
  Flights& flights = flights_.at(*flight.key);
  const std::unique_ptr<Flight> done = std::move(flights.current);
  done->permit.reset();
  StartNext(*std::exchange(done->key, nullptr));
  while (!done->waiters.empty()) {
    Waiter& waiter = *done->waiters.front();
    done->waiters.pop_front();
    waiter.flight_ = nullptr;
    // The callback may destroy its waiter, so it must not run as the waiter's member.
    Upstream::Done answer = std::move(waiter.done_);
    answer(status, response);
  }
}

void CallCoalescer::StartNext(const Key& key) {
  const auto entry = flights_.find(key);
  Flights& flights = entry->second;
  flights.current = std::move(flights.next);
  if (flights.current == nullptr) {
    flights_.erase(entry);
  } else {
    Start(*flights.current);
  }
}

void CallCoalescer::DropIfUnwanted(Flight& flight) {
  // An answered flight belongs to Finish.
  if (!flight.waiters.empty() || flight.key == nullptr) return;
  Flights& flights = flights_.at(*flight.key);
  if (&flight == flights.next.get()) return flights.next.reset();
  const std::unique_ptr<Flight> unwanted = std::move(flights.current);
  if (unwanted->call != nullptr) unwanted->call->Cancel();
  unwanted->permit.reset();
  StartNext(*unwanted->key);
}

}  // namespace lossy::edge
