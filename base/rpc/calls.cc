#include "base/rpc/calls.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "base/refusal/refusal.h"
#include "base/rpc/deadline.h"
#include "base/text/request_id.h"
#include "base/time/clock.h"
#include "base/trace/current_trace.h"
#include "base/trace/span.h"
#include "prometheus/counter.h"
#include "prometheus/histogram.h"

namespace lossy::base {
namespace {

absl::string_view Metadata(const grpc::ServerContextBase& context, const char* key) {
  auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return {};
  return {found->second.data(), found->second.size()};
}

std::string RequestId(const grpc::ServerContextBase& context) {
  return RequestIdOrNew(Metadata(context, "x-request-id"));
}

absl::StatusOr<absl::string_view> BearerToken(absl::string_view authorization) {
  if (absl::ConsumePrefix(&authorization, "Bearer ") ||
      absl::ConsumePrefix(&authorization, "bearer ")) {
    return authorization;
  }
  return RefusedToken(RefusalReason::kNoToken, "there is none; a bearer token is required");
}

// The name in the certificates of people and tools, which may bring a user's own token.
constexpr absl::string_view kOperator = "operator";

// A token that was stolen from another process is of no use with the thief's own certificate. Our
// processes never bring a user's own token, so only an operator's certificate may.
absl::Status CheckPeer(const Identity& identity, const PeerNames& peer) {
  const absl::string_view signer =
      identity.process.empty() ? kOperator : absl::string_view(identity.process);
  if (peer.Allow(signer)) return absl::OkStatus();
  const bool own = identity.process.empty();
  return RefusedToken(
      RefusalReason::kCertificate,
      absl::StrCat(own ? "it is a user's own token, which needs a certificate with the DNS name \""
                       : "its key is the process's whose certificate has the DNS name \"",
                   signer, "\", and the client's certificate has [", peer.ToString(),
                   "]; use that process's key and certificate together"));
}

// A token of one of our processes names that process, which passes a trace on only if it is
// sampled. A tool has a user's own token.
Span StartSpanOf(absl::string_view method, const Caller& caller) {
  if (caller.identity.process.empty()) {
    return StartClientSpan(method, SpanKind::kServer, caller.trace);
  }
  if (caller.trace.empty()) return StartUnsampledSpan(method, SpanKind::kServer);
  return StartSpan(method, SpanKind::kServer, caller.trace);
}

const prometheus::Histogram::BucketBoundaries kSecondBuckets = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

}  // namespace

Calls::Calls(TokenVerifier& verifier, prometheus::Registry& registry, TokenVerifier* users,
             const Revocations* revocations, UserCallLimiter* limiter)
    : verifier_(verifier),
      users_(users),
      revocations_(revocations),
      limiter_(limiter),
      calls_(prometheus::BuildCounter()
                 .Name("lossy_rpc_calls_total")
                 .Help("Calls answered, by method and gRPC code")
                 .Register(registry)),
      seconds_(prometheus::BuildHistogram()
                   .Name("lossy_rpc_seconds")
                   .Help("Time to answer a call, in seconds, by method")
                   .Register(registry)),
      refusals_(registry, "lossy_rpc_refused_total",
                "Calls refused for their token before their messages were read, by reason",
                "token_refused") {}

grpc::Status Calls::Run(const grpc::ServerContextBase& context, absl::string_view method,
                        absl::FunctionRef<absl::Status(const Caller&)> work) {
  const absl::Time start = SteadyNow();
  absl::StatusOr<Caller> caller = Authenticate(context);
  if (!caller.ok()) {
    Record(method, Caller{.request_id = RequestId(context)}, caller.status(), SteadyNow() - start);
    return ToGrpc(caller.status());
  }
  Span span = StartSpanOf(method, *caller);
  caller->trace = span.context();
  const CurrentTrace current(span.context());
  const absl::Status status = RunLimited(*caller, work);
  span.SetStatus(status);
  span.Set("lossy.request_id", caller->request_id);
  Record(method, *caller, status, SteadyNow() - start);
  return ToGrpc(status);
}

absl::Status Calls::RunLimited(const Caller& caller,
                               absl::FunctionRef<absl::Status(const Caller&)> work) {
  if (limiter_ == nullptr || caller.identity.role != Role::kUser) return work(caller);
  const absl::StatusOr<UserCallLimiter::Permit> permit =
      limiter_->Acquire(caller.identity.user_id, caller.deadline);
  return permit.ok() ? work(caller) : permit.status();
}

absl::Status Calls::Admit(absl::string_view authorization, const PeerNames& peer) {
  const absl::StatusOr<absl::string_view> token = BearerToken(authorization);
  const absl::StatusOr<Identity> identity = token.ok() ? Verify(*token) : token.status();
  const absl::Status status = identity.ok() ? CheckPeer(*identity, peer) : identity.status();
  if (!status.ok()) refusals_.Record(status);
  return status;
}

absl::StatusOr<Caller> Calls::Authenticate(const grpc::ServerContextBase& context) {
  const absl::StatusOr<absl::string_view> token = BearerToken(Metadata(context, "authorization"));
  if (!token.ok()) return token.status();
  absl::StatusOr<Identity> identity = Verify(*token);
  if (!identity.ok()) return identity.status();
  return Caller{.identity = *std::move(identity),
                .token = {},
                .request_id = RequestId(context),
                .deadline = DeadlineOf(context),
                .trace = ParseTraceparent(Metadata(context, "traceparent"))};
}

absl::StatusOr<Identity> Calls::Verify(absl::string_view token) {
  absl::StatusOr<Identity> identity = VerifySignature(token);
  if (!identity.ok() || revocations_ == nullptr) return identity;
  // A service's token has the time of the user's authentication only if a request waits for the
  // call. Work that was accepted from the user before a revocation is still done.
  if (identity->role == Role::kUser && revocations_->Cover(*identity)) {
    return RefusedToken(RefusalReason::kRevoked, "it is revoked");
  }
  return identity;
}

absl::StatusOr<Identity> Calls::VerifySignature(absl::string_view token) {
  absl::StatusOr<Identity> internal = verifier_.Verify(token);
  if (internal.ok() || users_ == nullptr) return internal;
  absl::StatusOr<Identity> user = users_->Verify(token);
  if (user.ok() && revocations_ != nullptr && !revocations_->complete()) {
    return Unavailable("the revocations of users' tokens have not been read yet");
  }
  if (user.ok()) return user;
  return BetterRefusal(internal.status(), user.status());
}

void Calls::Record(absl::string_view method, const Caller& caller, const absl::Status& status,
                   absl::Duration duration) {
  const std::string name(method);
  const std::string code = absl::StatusCodeToString(status.code());
  calls_.Add({{"method", name}, {"code", code}}).Increment();
  seconds_.Add({{"method", name}}, kSecondBuckets).Observe(absl::ToDoubleSeconds(duration));
  const bool ours = absl::IsInternal(status) || absl::IsUnknown(status) || absl::IsDataLoss(status);
  Log(ours ? LogLevel::kError : LogLevel::kInfo, "call",
      {{"method", method},
       {"code", absl::string_view(code)},
       {"request_id", absl::string_view(caller.request_id)},
       {"user_id", absl::string_view(caller.identity.user_id)},
       {"microseconds", absl::ToInt64Microseconds(duration)},
       {"problem", ours ? status.message() : absl::string_view()}});
}

}  // namespace lossy::base
