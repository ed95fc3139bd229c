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

// The state of a followed subject, from Follow to Unfollow. It survives reconnects.
struct NatsSubjectState {
  explicit NatsSubjectState(std::string subject) : subject(std::move(subject)) {}

  const std::string subject;
  base::Mutex mutex;  // Held while a message is received, so that messages keep their order.
  BusProgress progress LOSSY_GUARDED_BY(mutex);
};

// The state of one connection to the server.
struct NatsConnectionState {
  std::atomic<bool> open{true};
  std::atomic<bool> not_permitted{false};  // The server has refused a subject.
};

// Handles the callbacks of libnats for NatsBus. It passes authentic messages to the listener, and
// collects work for the thread of NatsBus. libnats calls it on its own threads, possibly after
// NatsBus was destroyed, so each callback owns a reference to the receiver. Thread-safe.
class NatsReceiver {
 public:
  // With a null `authenticator` the receiver accepts every message. `metrics` must live until
  // Leave, and `clock` as long as the object.
  NatsReceiver(BusMetrics& metrics, std::shared_ptr<BusAuthenticator> authenticator,
               const base::Clock& clock);

  // Sets the listener, which must live until Leave.
  void Listen(Bus::Listener& listener);
  // When it returns, the receiver no longer uses the listener and the metrics.
  void Leave();

  // The callbacks of libnats. OnControl receives challenges and proofs; OnOverrun runs when libnats
  // drops messages.
  void OnMessage(NatsSubjectState& subject, absl::string_view bytes);
  void OnControl(absl::string_view subject, absl::string_view bytes);
  void OnClosed(NatsConnectionState& connection);
  void OnOverrun();
  void OnNotPermitted(NatsConnectionState& connection, absl::string_view problem);
  void OnProblem(absl::string_view problem);

  // The work since the last call of Await.
  struct Work {
    bool stop = false;
    bool closed = false;     // A connection has closed.
    bool admitted = false;   // Another replica has proved itself. Its earlier messages are lost.
    bool challenge = false;  // The other replicas must be challenged.
    std::vector<std::string> replies;  // To send on the control subject.
  };
  // Blocks until there is work, or until `deadline`.
  Work Await(absl::Time deadline);
  // Makes Await return Work::stop.
  void Stop();

  // Calls OnPossibleLoss of each listener.
  void NotifyPossibleLoss();

  // True if libnats dropped messages recently.
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

  base::Mutex work_mutex_;
  base::CondVar has_work_;
  Work work_ LOSSY_GUARDED_BY(work_mutex_);
  bool is_work_ LOSSY_GUARDED_BY(work_mutex_) = false;

  std::atomic<std::int64_t> overrun_at_ms_{0};    // Steady, since 1970.
  std::array<base::LogLimiter, 6> refusal_logs_;  // By Refusal.
  base::LogLimiter overrun_log_;
  base::LogLimiter problem_log_;
};

}  // namespace lossy::notifications
