#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/log/log_limiter.h"
#include "base/sync/mutex.h"
#include "services/notifications/bus/bus.h"
#include "services/notifications/bus/bus_authenticator.h"
#include "services/notifications/bus/bus_metrics.h"

namespace lossy::notifications {

// A followed subject, from Follow to Unfollow, over all connections.
struct NatsSubjectState {
  explicit NatsSubjectState(std::string subject) : subject(std::move(subject)) {}

  const std::string subject;
  base::Mutex mutex;  // Held while a message is received, so that messages keep their order.
  BusProgress progress LOSSY_GUARDED_BY(mutex);
};

// One connection, from its beginning to its end.
struct NatsConnectionState {
  std::atomic<bool> open{true};
  std::atomic<bool> not_permitted{false};  // The server has refused a subject.
};

// What libnats calls: it takes messages, lets through those that are authentic, and notes what the
// thread of NatsBus is to do. libnats calls from threads of its own and may do so after NatsBus has
// ended, so each callback shares it.
class NatsReceiver {
 public:
  // `authenticator` may be nullptr: then every message is believed. `metrics` must outlive Leave.
  NatsReceiver(BusMetrics& metrics, std::shared_ptr<BusAuthenticator> authenticator,
               const base::Clock& clock);

  void Listen(Bus::Listener& listener);
  // The listener and the metrics are not used any more when it returns.
  void Leave();

  // Called by libnats.
  void OnMessage(NatsSubjectState& subject, absl::string_view bytes);
  void OnControl(absl::string_view subject, absl::string_view bytes);
  void OnClosed(NatsConnectionState& connection);
  void OnOverrun();
  void OnNotPermitted(NatsConnectionState& connection, absl::string_view problem);
  void OnProblem(absl::string_view problem);

  // What has happened since the last call.
  struct News {
    bool stop = false;
    bool closed = false;     // A connection.
    bool admitted = false;   // Another replica: what it sent before is lost.
    bool challenge = false;  // The others are to be challenged.
    std::vector<std::string> replies;
  };
  // Waits for some, until `deadline` at most.
  News Await(absl::Time deadline);
  void Stop();

  // Tells the listener that anything may have been lost.
  void TellBack();

  // Whether messages were dropped lately.
  bool overrun() const;

 private:
  using Refusal = BusAuthenticator::Refusal;

  void Receive(NatsSubjectState& subject, absl::string_view bytes);
  void Refuse(Refusal refusal);
  prometheus::Counter& CounterOf(Refusal refusal);
  void NoteControl(BusAuthenticator::Control control);

  BusMetrics& metrics_;
  const std::shared_ptr<BusAuthenticator> authenticator_;
  const base::Clock& clock_;

  std::shared_mutex listener_mutex_;
  Bus::Listener* listener_ = nullptr;  // listener_mutex_ guards it.

  base::Mutex news_mutex_;
  base::CondVar has_news_;
  News news_ LOSSY_GUARDED_BY(news_mutex_);
  bool is_news_ LOSSY_GUARDED_BY(news_mutex_) = false;

  std::atomic<std::int64_t> overrun_at_ms_{0};    // Steady, since 1970.
  std::array<base::LogLimiter, 6> refusal_logs_;  // By Refusal.
  base::LogLimiter overrun_log_;
  base::LogLimiter problem_log_;
};

}  // namespace lossy::notifications
