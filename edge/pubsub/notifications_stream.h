#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/random/random.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/log/log_limiter.h"
#include "edge/net/executor.h"
#include "edge/upstream/upstream.h"
#include "lossy/notifications/v1/notifications.pb.h"
#include "prometheus/gauge.h"

namespace lossy::edge {

// Keeps a Subscribe call to the notifications service open. When the call breaks, it makes a new
// one after a pause, possibly to another replica. The pause grows with each failure in a row
// (exponential backoff). Belongs to its executor's thread, except for connected().
//
// Requests between two calls of Tick share messages, once the service has reported that it accepts
// batches. A service of the release before reports nothing, and receives them one by one.
class NotificationsStream final : private StreamListener {
 public:
  // The bounds of the pause between two calls.
  struct Options {
    absl::Duration first_pause = absl::Milliseconds(100);
    absl::Duration longest_pause = absl::Seconds(1);
  };

  struct Setup {
    absl::string_view name;  // The stream's name in log events. Must outlive the stream.
    std::function<CallContext()> make_context;  // Gives the metadata for each call.
    Options options;
    prometheus::Gauge& connected;  // Set to the value of connected(), 0 or 1.
  };

  // Called on the executor's thread.
  class Listener {
   public:
    virtual ~Listener() = default;
    // The stream has made a new call. The listener must send a request, because only an answer
    // shows that a replica has accepted the call.
    virtual void OnOpened() = 0;
    virtual void OnResponse(const notifications::v1::SubscribeResponse& response) = 0;
    // The call has ended. Requests without an answer stay unanswered.
    virtual void OnLost() = 0;
  };

  // The name of the service in `upstream`.
  static constexpr char kService[] = "lossy.notifications.v1.NotificationsService";

  // All references must outlive the stream. `executor` must have stopped before the stream is
  // closed or destroyed.
  NotificationsStream(Setup setup, Upstream& upstream, Executor& executor, Listener& listener);
  ~NotificationsStream() override;

  // Sends the requests that wait, and makes the next call if the pause has ended. Returns the
  // steady time at which it must be called next; infinite while there is a call. Must also be
  // called after each call of the listener and of Send.
  absl::Time Tick();

  // Returns true between OnOpened and OnLost.
  bool open() const { return stream_ != nullptr; }
  // Sends a request, at the next Tick or before. The stream must be open.
  void Send(notifications::v1::SubscribeRequest request);

  // Ends the call as if it had broken, after the current task of the executor's thread. The
  // listener uses it if a replica answers but cannot serve it. The stream must be open.
  void Break(const absl::Status& reason);

  // Returns true if there is no call, and the last call was not answered. A client should then not
  // wait for the next one.
  bool unreachable() const { return stream_ == nullptr && !answered_; }

  // Ends the call and makes no new one. The listener is not called any more.
  void Close();

  // Returns true if the service has answered the current call. Any thread may call it.
  bool connected() const { return connected_.load(); }

 private:
  void OnMessage(absl::string_view message) override;
  void OnEnd(const absl::Status& status) override;
  void Receive(const notifications::v1::SubscribeResponse& response);
  // Sends the requests that wait in one message.
  void Flush();
  void LogFailure(const absl::Status& status);

  const Setup setup_;
  Upstream& upstream_;
  Executor& executor_;
  Listener& listener_;
  const Method subscribe_;
  std::atomic<bool> connected_{false};
  std::shared_ptr<UpstreamStream> stream_;
  // The requests that wait, and their bytes. A batch.
  notifications::v1::SubscribeRequest waiting_;
  std::size_t waiting_bytes_ = 0;
  int batch_requests_ = 1;  // The most requests of a message on the current stream.
  bool answered_ = false;   // True if the service answered the current or, without one, last call.
  absl::Time opened_at_ = absl::InfinitePast();
  absl::Time next_attempt_ = absl::InfinitePast();
  int failures_ = 0;  // Calls that ended since the last one that was open for the longest pause.
  absl::BitGen random_;
  base::LogLimiter failure_log_;
};

}  // namespace lossy::edge
