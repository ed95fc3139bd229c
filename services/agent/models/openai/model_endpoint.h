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

// How much time a call gives each of its tries.
enum class Patience {
  kUsual,  // As the endpoint's options say.
  kFull,   // One try that may take all the time up to the deadline.
};

// What surrounds one kind of call to an endpoint: how many at once, how long, how often again, and
// when not at all. Thread-safe.
class ModelEndpoint {
 public:
  struct Options {
    int max_calls = 8;  // At once.
    int max_tries = 3;  // Of one call.
    // How long the first try may take, and each later one. One that hangs is cut early; a server
    // that is merely slow gets its time, and from then on at once.
    absl::Duration first_try = absl::Seconds(4);
    absl::Duration later_try = absl::Seconds(15);
    // Between two tries: up to so long, at random; doubled each time.
    base::Backoff backoff = {.first = absl::Milliseconds(250), .longest = absl::Seconds(4)};
    // A try that had less time than this and ran out of it says nothing about the server: one that
    // is merely slow must not be taken for one that is gone.
    absl::Duration fair_time = absl::Seconds(10);
    // Whether an answer that broke off is asked for again. False for a caller that counts answers
    // because each may have its price: it gets DATA_LOSS.
    bool repeat_broken = true;
    CircuitBreaker::Options breaker;
  };

  // All must outlive it. `clock` is the breaker's; deadlines are the machine's time.
  ModelEndpoint(HttpClient& client, ModelEndpointMetrics& metrics, const base::Clock& clock,
                Options options)
      : client_(client),
        metrics_(metrics),
        options_(options),
        slots_(options.max_calls),
        breaker_(options.breaker, clock) {}

  // Tries again what may pass (429, 408, 5xx, no connection, no answer) as long as there is time,
  // and not before the server wants it. Brings the answer of a server that took the request, or
  // will not take it however often (400, 404, …).
  //
  // RESOURCE_EXHAUSTED, UNAVAILABLE: with retry_after_ms where it is known when to try again.
  // UNAVAILABLE, too, when the server refuses our key, and when it failed at the request: then
  // ServerFailed. DEADLINE_EXCEEDED; CANCELLED after Shutdown. DATA_LOSS, unless
  // Options::repeat_broken: an answer broke off, or is too large.
  absl::StatusOr<HttpResponse> Post(const HttpRequest& request, absl::Time deadline,
                                    Patience patience = Patience::kUsual);

  // Ends the waits of calls; those in flight are the client's to end. Any thread.
  void Shutdown() { slots_.Shutdown(); }

 private:
  struct Try {
    absl::StatusOr<HttpResponse> response;
    bool again = false;
    absl::optional<absl::Duration> asked;  // When the server wants to be asked again.
  };

  Try TryOnce(const HttpRequest& request, absl::Time deadline, absl::Duration limit);
  Try Send(const HttpRequest& request, absl::Time deadline, CircuitBreaker::Pass pass);
  // From a good answer that took so long.
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

// Whether the server answered that it failed at the request (5xx), as servers do that cannot decode
// a recording.
bool ServerFailed(const absl::Status& status);

}  // namespace lossy::agent
