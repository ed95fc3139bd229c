#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/identity/token_issuer.h"
#include "edge/channel/call_coalescer.h"
#include "edge/channel/call_log.h"
#include "edge/channel/channel_limits.h"
#include "edge/channel/concurrency_limiters.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/net/executor.h"
#include "edge/upstream/upstream.h"

namespace lossy::edge {

// Calls the services for the clients of one thread. It adds an internal token and a request id to
// each call, and limits the join calls. Answers arrive on the thread. Belongs to the thread.
class ServiceCaller {
 public:
  // The references must outlive the caller. `executor` runs tasks on the caller's thread; `issuer`
  // signs the internal tokens.
  ServiceCaller(Upstream& upstream, Executor& executor, base::TokenIssuer& issuer,
                const ChannelLimits& limits, EdgeMetrics& metrics);

  const ChannelLimits& limits() const { return limits_; }

  // Returns the context for one call of `method` for `identity`, with a new request id. The service
  // of the method is the only audience of the token. The context has no trace.
  CallContext MakeContext(const base::Identity& identity, const Method& method,
                          absl::Duration limit);
  // As MakeContext, into an object whose memory is used again.
  void FillContext(const base::Identity& identity, const Method& method, absl::Duration limit,
                   CallContext* context);

  // The log of the calls of the thread's clients.
  CallLog& call_log() { return call_log_; }

  // Call a unary method, or open a stream; see Upstream.
  std::shared_ptr<UpstreamCall> Call(const Method& method, std::string request,
                                     const CallContext& context, Upstream::Done done);
  std::shared_ptr<UpstreamStream> Open(const Method& method, const CallContext& context,
                                       StreamListener& listener);

  // Calls the method that decides a join; see CallCoalescer. `trace` is the span of the join.
  std::unique_ptr<CallCoalescer::Waiter> CallJoin(const Method& method, std::string request,
                                                  const base::Identity& identity,
                                                  const base::TraceContext& trace,
                                                  Upstream::Done done);
  // Acquires a permit to open a session of `method`'s service; see ConcurrencyLimiter.
  std::unique_ptr<ConcurrencyLimiter::Permit> AcquireSession(const Method& method,
                                                             const std::string& user_id,
                                                             ConcurrencyLimiter::Waiter& waiter);

  // Rejects joins that have waited too long. Must be called about every ConcurrencyLimiter::kTick
  // while waiting().
  void Tick() { limiters_.Tick(); }
  // True while a join waits for a permit.
  bool waiting() const { return limiters_.waiting(); }

 private:
  Upstream& upstream_;
  Executor& executor_;
  base::TokenIssuer& issuer_;
  const ChannelLimits& limits_;
  ConcurrencyLimiters limiters_;
  CallCoalescer joins_;
  CallLog call_log_;
  const std::string request_prefix_;
  std::uint64_t requests_ = 0;
};

}  // namespace lossy::edge
