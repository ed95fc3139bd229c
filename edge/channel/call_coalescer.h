#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <tuple>

#include "absl/container/node_hash_map.h"
#include "base/identity/identity.h"
#include "base/live/live_objects.h"
#include "edge/channel/concurrency_limiters.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/routing/routing_table.h"
#include "edge/upstream/upstream.h"

namespace lossy::edge {

// Sends the calls that decide joins, and shares a call between equal joins (single flight).
//
// Joins are equal if caller (user, device, role), method and request are the same and the method is
// idempotent. While a call for equal joins is in flight, new joins wait. One next call then answers
// all of them. An answer is therefore never older than its join, and nothing is cached. The
// limiters bound the calls that each service receives at once.
//
// Belongs to one thread.
class CallCoalescer {
 public:
  // Makes the context of a call for an identity, with a request id of its own.
  using MakeContext = std::function<CallContext(const base::Identity&, const Method&)>;

  // A join that waits for an answer. Its destructor withdraws it. A call is cancelled when its last
  // waiter is withdrawn.
  class Waiter;

  // `executor` runs tasks on the coalescer's thread. The references must outlive the coalescer, and
  // the coalescer must outlive its waiters.
  CallCoalescer(Upstream& upstream, ConcurrencyLimiters& limiters, Executor& executor,
                MakeContext make_context, EdgeMetrics& metrics);
  ~CallCoalescer();

  // Calls `method`, or waits for a call that has not been sent yet. `request` is in wire form.
  // `trace` is the span of the join; a shared call belongs to the trace of its first join.
  // `done` is called at most once, never before Call returns, and not after the waiter is
  // destroyed. It may destroy any waiter.
  std::unique_ptr<Waiter> Call(const Method& method, std::string request,
                               const base::Identity& identity, const base::TraceContext& trace,
                               Upstream::Done done);

 private:
  // All that the service receives: method, request, user, device and role. The number is 0 for a
  // call that may be shared, and unique for each other call.
  using Key =
      std::tuple<const Method*, std::string, std::string, std::string, base::Role, std::uint64_t>;

  // One call and its waiters.
  struct Flight final : ConcurrencyLimiter::Waiter, private base::LiveObject<"JoinFlight"> {
    Flight(CallCoalescer& calls, const Key& key, CallContext context)
        : calls(calls), key(&key), context(std::move(context)) {}

    void OnPermitted() override { calls.Send(*this); }
    void OnRejected(const absl::Status& status) override { calls.Finish(*this, status, {}); }

    CallCoalescer& calls;
    const Key* key;  // nullptr once the flight is answered.
    const CallContext context;
    std::list<CallCoalescer::Waiter*> waiters;
    std::unique_ptr<ConcurrencyLimiter::Permit> permit;
    std::shared_ptr<UpstreamCall> call;  // nullptr until the call is sent.
  };

  struct Flights {
    std::unique_ptr<Flight> current;
    std::unique_ptr<Flight> next;  // For the joins that arrived since `current` was sent.
  };

  void Start(Flight& flight);
  void Send(Flight& flight);
  void Finish(Flight& flight, const absl::Status& status, absl::string_view response);
  void StartNext(const Key& key);
  void DropIfUnwanted(Flight& flight);

  Upstream& upstream_;
  ConcurrencyLimiters& limiters_;
  Executor& executor_;
  const MakeContext make_context_;
  EdgeMetrics& metrics_;
  std::uint64_t unshared_ = 0;
  // A node map, because flights have pointers to its keys.
  absl::node_hash_map<Key, Flights> flights_;
};

class CallCoalescer::Waiter {
 public:
  ~Waiter();
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  // Returns the request id of the call, which other waiters may share.
  const std::string& request_id() const { return request_id_; }
  // Returns the span of the join to whose trace the call belongs.
  const base::TraceContext& trace() const { return trace_; }

 private:
  friend class CallCoalescer;

  Waiter(CallCoalescer& calls, Flight& flight, Upstream::Done done);

  CallCoalescer& calls_;
  Flight* flight_;  // nullptr once the waiter is answered.
  std::list<Waiter*>::iterator entry_;
  const std::string request_id_;
  const base::TraceContext trace_;
  Upstream::Done done_;
};

}  // namespace lossy::edge
