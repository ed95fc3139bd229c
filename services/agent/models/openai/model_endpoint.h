#pragma once

#include <atomic>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/log/log_limiter.h"
#include "base/retry/backoff.h"
#include "base/time/clock.h"
#include "services/agent/models/openai/call_slots.h"
#include "services/agent/models/openai/circuit_breaker.h"
#include "services/agent/models/openai/http_client.h"
#include "services/agent/models/openai/model_endpoint_metrics.h"

namespace lossy::agent {

// The time limit of each try of a call.
enum class Patience {
  kUsual,  // ModelEndpoint::Options::first_try and later_try.
  kFull,   // The call has one try, which may last until the deadline.
};

// Makes one kind of call to an endpoint of models. It bounds the concurrent calls and the time of
// each try, retries, and rejects calls while the circuit breaker is open. Thread-safe. A call
// blocks its thread.
class ModelEndpoint {
 public:
  struct Options {
    int max_calls = 8;  // The most concurrent calls.
    int max_tries = 3;  // The most tries of one call.
    // The time limits of the first try and of each later one. The first limit is shorter, so that a
    // try that hangs ends early. After a good answer that took longer than `first_try`, all tries
    // have the limit `later_try`.
    absl::Duration first_try = absl::Seconds(4);
    absl::Duration later_try = absl::Seconds(15);
    // The pauses between two tries. Each is a random part of the backoff.
    base::Backoff backoff = {.first = absl::Milliseconds(250), .longest = absl::Seconds(4)};
    // A try with a shorter limit than this that times out does not count for the circuit breaker:
    // the server may be slow rather than unavailable.
    absl::Duration fair_time = absl::Seconds(10);
    // True: the endpoint retries after a response that ended early. False: Post returns DATA_LOSS,
    // for a caller that counts answers because each may have a price.
    bool repeat_broken = true;
    CircuitBreaker::Options breaker;
  };

  // The references must outlive this object. The circuit breaker uses `clock`. Deadlines are steady
  // times of RealClock.
  ModelEndpoint(HttpClient& client, ModelEndpointMetrics& metrics, const base::Clock& clock,
                Options options)
      : client_(client),
        metrics_(metrics),
        options_(options),
        slots_(options.max_calls),
        breaker_(options.breaker, clock) {}

  // Returns the response to an accepted request, and to a rejected one that a retry cannot help
  // (400, 404, …). Retries other failures (429, 408, 5xx, no connection, no response) until the
  // deadline, and not before the time in a Retry-After header.
  //
  // Errors: RESOURCE_EXHAUSTED and UNAVAILABLE, with retry_after_ms if the time of a retry is
  // known. UNAVAILABLE also if the server rejects the API key, and if it answered 5xx
  // (ServerFailed). DEADLINE_EXCEEDED. CANCELLED after Shutdown. DATA_LOSS, unless
  // Options::repeat_broken, if the response ended early or is too large.
  absl::StatusOr<HttpResponse> Post(const HttpRequest& request, absl::Time deadline,
                                    Patience patience = Patience::kUsual);

  // Ends the waits and pauses of calls. HttpClient::Shutdown ends the requests in progress. Any
  // thread may call it.
  void Shutdown() { slots_.Shutdown(); }

 private:
  struct Try {
    absl::StatusOr<HttpResponse> response;
    bool again = false;
    absl::optional<absl::Duration> asked;  // The pause in the server's Retry-After header.
  };

  Try TryOnce(const HttpRequest& request, absl::Time deadline, absl::Duration limit);
  Try Send(const HttpRequest& request, absl::Time deadline, CircuitBreaker::Pass pass);
  // Adapts the limit of the next first try to a good answer that took `taken`.
  void Learn(absl::Duration taken) { slow_ = taken > options_.first_try; }
  void LogFailure(absl::string_view outcome, const absl::Status& status);
  absl::Duration RestAfter(const Try& tried, int tries) const;

  HttpClient& client_;
  ModelEndpointMetrics& metrics_;
  const Options options_;
  CallSlots slots_;
  CircuitBreaker breaker_;
  base::LogLimiter failure_log_;
  std::atomic<bool> slow_{false};  // The last good answer took longer than a first try may.
};

// Returns true if `status` is an error of Post because the server answered 5xx. Some servers do so
// if they cannot decode a recording.
bool ServerFailed(const absl::Status& status);

}  // namespace lossy::agent
