#include "edge/channel/service_caller.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/rpc/audience.h"
#include "base/text/uuid.h"
#include "base/time/clock.h"

namespace lossy::edge {

ServiceCaller::ServiceCaller(Upstream& upstream, Executor& executor, base::TokenIssuer& issuer,
                             const ChannelLimits& limits, EdgeMetrics& metrics)
    : upstream_(upstream),
      executor_(executor),
      issuer_(issuer),
      limits_(limits),
      limiters_(limits.joins, executor, base::RealClock(), metrics.join_calls),
      joins_(
          upstream, limiters_, executor,
          [this](const base::Identity& identity, const Method& method) {
            return MakeContext(identity, method, limits_.join_limit);
          },
          metrics),
      call_log_(limits.call_log_rate),
      request_prefix_(base::NewUuid()) {}

CallContext ServiceCaller::MakeContext(const base::Identity& identity, const Method& method,
                                       absl::Duration limit) {
  CallContext context;
  FillContext(identity, method, limit, &context);
  return context;
}

void ServiceCaller::FillContext(const base::Identity& identity, const Method& method,
                                absl::Duration limit, CallContext* context) {
  issuer_.CopyCached(identity, limits_.internal_token_life, base::AudienceOf(method.service),
                     &context->token);
  context->request_id.clear();
  absl::StrAppend(&context->request_id, request_prefix_, "-", ++requests_);
  context->limit = limit;
  context->trace = {};
}

std::shared_ptr<UpstreamCall> ServiceCaller::Call(const Method& method, std::string request,
                                                  const CallContext& context, Upstream::Done done) {
  return upstream_.Call(method, std::move(request), context, executor_, std::move(done));
}

std::shared_ptr<UpstreamStream> ServiceCaller::Open(const Method& method,
                                                    const CallContext& context,
                                                    StreamListener& listener) {
  return upstream_.Open(method, context, executor_, listener);
}

std::unique_ptr<CallCoalescer::Waiter> ServiceCaller::CallJoin(const Method& method,
                                                               std::string request,
                                                               const base::Identity& identity,
                                                               const base::TraceContext& trace,
                                                               Upstream::Done done) {
  return joins_.Call(method, std::move(request), identity, trace, std::move(done));
}

std::unique_ptr<ConcurrencyLimiter::Permit> ServiceCaller::AcquireSession(
    const Method& method, const std::string& user_id, ConcurrencyLimiter::Waiter& waiter) {
  return limiters_.Of(method.service).Acquire(user_id, waiter);
}

}  // namespace lossy::edge
