#include "services/agent/models/openai/model_endpoint.h"

#include <algorithm>

#include "absl/cleanup/cleanup.h"
#include "absl/random/random.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "base/retry/backoff.h"
#include "base/time/clock.h"
#include "services/agent/models/openai/retry_after.h"

namespace lossy::agent {
namespace {

using Outcome = CircuitBreaker::Outcome;

constexpr absl::string_view kServerFailed = "lossy.agent.ServerFailed";

// The judgement about one try.
struct Verdict {
  const char* word;  // For metrics.
  Outcome outcome = Outcome::kSucceeded;
  bool again = false;
  absl::Status status;  // OK: the answer is the caller's.
};

Verdict JudgeAnswer(int status) {
  if (status >= 200 && status < 300) return {.word = "ok"};
  if (status == 401 || status == 403) {
    return {.word = "key_refused", .status = base::Unavailable("the endpoint rejects the key")};
  }
  if (status == 429) {
    return {.word = "rate_limited",
            .again = true,
            .status = base::RateLimited("the endpoint limits the rate of requests (HTTP 429)", 0)};
  }
  // 408 is a timeout, 409 a lock of another request, 425 a request that is too early.
  if (status >= 500 || status == 408 || status == 409 || status == 425) {
    return {.word = "failed",
            .outcome = Outcome::kFailed,
            .again = true,
            .status = base::Unavailable("the endpoint failed")};
  }
  if (status < 400) {
    return {.word = "redirected",
            .status = base::Unavailable(absl::StrCat("the endpoint answered with a redirect (HTTP ",
                                                     status, "), which is not followed"))};
  }
  return {.word = "refused"};
}

// The error for a useless response.
absl::Status OfBroken(const absl::Status& status, bool repeat_broken) {
  return repeat_broken ? base::Unavailable(status.message())
                       : absl::DataLossError(status.message());
}

Verdict JudgeSilence(const absl::Status& status, bool fair, bool repeat_broken) {
  switch (status.code()) {
    case absl::StatusCode::kDeadlineExceeded:
      return {.word = "timeout",
              .outcome = fair ? Outcome::kFailed : Outcome::kUnclear,
              .again = true,
              .status = status};
    case absl::StatusCode::kOutOfRange:
      return {.word = "too_large",
              .outcome = Outcome::kUnclear,
              .status = OfBroken(status, repeat_broken)};
    case absl::StatusCode::kDataLoss:
      return {.word = "broken",
              .outcome = Outcome::kFailed,
              .again = repeat_broken,
              .status = OfBroken(status, repeat_broken)};
    case absl::StatusCode::kCancelled:
      return {.word = "cancelled", .outcome = Outcome::kUnclear, .status = status};
    default:
      return {.word = "unreachable", .outcome = Outcome::kFailed, .again = true, .status = status};
  }
}

absl::Status WithHint(const absl::Status& status, absl::Duration after) {
  channel::v1::Error error = base::ToError(status);
  error.set_retry_after_ms(absl::ToInt64Milliseconds(absl::Ceil(after, absl::Milliseconds(1))));
  return base::MakeStatus(error);
}

}  // namespace

absl::StatusOr<HttpResponse> ModelEndpoint::Post(const HttpRequest& request, absl::Time deadline,
                                                 Patience patience) {
  if (patience == Patience::kFull) {
    const Try tried = TryOnce(request, deadline, absl::InfiniteDuration());
    return tried.asked ? WithHint(tried.response.status(), *tried.asked) : tried.response;
  }
  const absl::Duration longest =
      options_.first_try + options_.max_tries * (options_.later_try + options_.backoff.longest);
  deadline = std::min(deadline, base::SteadyNow() + longest);
  for (int tries = 1;; ++tries) {
    const bool hasty = tries == 1 && !slow_;
    Try tried = TryOnce(request, deadline, hasty ? options_.first_try : options_.later_try);
    if (!tried.again) return tried.response;
    const absl::Duration rest = RestAfter(tried, tries);
    const absl::Time next = base::SteadyNow() + rest;
    if (tries >= options_.max_tries || next >= deadline) {
      return tried.asked ? WithHint(tried.response.status(), rest) : tried.response;
    }
    const absl::Status rested = slots_.WaitUntil(next);
    if (!rested.ok()) return rested;
    metrics_.Retry();
  }
}

ModelEndpoint::Try ModelEndpoint::TryOnce(const HttpRequest& request, absl::Time deadline,
                                          absl::Duration limit) {
  const absl::Status entered = slots_.Enter(deadline);
  if (!entered.ok()) {
    metrics_.Count("no_slot");
    return {.response = entered};
  }
  const auto leave = absl::MakeCleanup([this] { slots_.Leave(); });
  const absl::optional<CircuitBreaker::Pass> pass = breaker_.Enter();
  metrics_.SetCircuit(breaker_.state());
  if (!pass) {
    metrics_.Count("circuit_open");
    return {.response =
                WithHint(base::Unavailable("the endpoint has failed too often"), breaker_.left())};
  }
  return Send(request, std::min(deadline, base::SteadyNow() + limit), *pass);
}

ModelEndpoint::Try ModelEndpoint::Send(const HttpRequest& request, absl::Time deadline,
                                       CircuitBreaker::Pass pass) {
  const absl::Time start = base::SteadyNow();
  metrics_.Begin();
  absl::StatusOr<HttpResponse> response = client_.Post(request, deadline);
  metrics_.End();
  const absl::Duration taken = base::SteadyNow() - start;
  metrics_.Observe(taken);
  if (response.ok() && response->ok()) Learn(taken);
  const bool fair = deadline - start >= options_.fair_time;
  const Verdict verdict = response.ok()
                              ? JudgeAnswer(response->status)
                              : JudgeSilence(response.status(), fair, options_.repeat_broken);
  breaker_.Report(pass, verdict.outcome, request.subject);
  metrics_.SetCircuit(breaker_.state());
  metrics_.Count(verdict.word);
  if (verdict.status.ok()) return {.response = std::move(response)};
  LogFailure(verdict.word, verdict.status);
  absl::Status status = verdict.status;
  if (response.ok() && response->status >= 500) status.SetPayload(kServerFailed, absl::Cord());
  Try tried{.response = std::move(status), .again = verdict.again};
  if (response.ok()) tried.asked = RetryAfter(*response, absl::Now());
  return tried;
}

void ModelEndpoint::LogFailure(absl::string_view outcome, const absl::Status& status) {
  const absl::optional<std::int64_t> times = failure_log_.Pass();
  if (!times.has_value()) return;
  base::Log(base::LogLevel::kWarning, "model_call_failed",
            {{"kind", metrics_.kind()},
             {"outcome", outcome},
             {"problem", status.message()},
             {"times", *times}});
}

// Calls that received the same hint must not retry at the same time.
absl::Duration ModelEndpoint::RestAfter(const Try& tried, int tries) const {
  absl::BitGen random;
  return tried.asked.value_or(absl::ZeroDuration()) +
         base::Jitter(options_.backoff.After(tries), 0, random);
}

bool ServerFailed(const absl::Status& status) {
  return status.GetPayload(kServerFailed).has_value();
}

}  // namespace lossy::agent
