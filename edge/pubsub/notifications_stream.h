#pragma once

#include <atomic>
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

// A Subscribe call to the notifications service that is made anew when it breaks, to the next of
// its replicas, after a pause that grows until a call lasts. Belongs to its home thread.
class NotificationsStream final : private StreamListener {
 public:
  struct Options {
    absl::Duration first_pause = absl::Milliseconds(100);
    absl::Duration longest_pause = absl::Seconds(1);
  };

  class Listener {
   public:
    virtual ~Listener() = default;
    // A new call was made; whether anybody is there will be seen. Something should be asked.
    virtual void OnOpened() = 0;
    virtual void OnResponse(const notifications::v1::SubscribeResponse& response) = 0;
    // What was asked and not answered never will be.
    virtual void OnLost() = 0;
  };

  // Names the service in `upstream`.
  static constexpr char kService[] = "lossy.notifications.v1.NotificationsService";

  // `name` is what logs call it, `connected` is 1 while the service answers. All must outlive it,
  // and `home` must run nothing any more when it is closed or destroyed.
  NotificationsStream(absl::string_view name, Upstream& upstream,
                      std::function<CallContext()> make_context, const Options& options,
                      Executor& home, Listener& listener, prometheus::Gauge& connected);
  ~NotificationsStream() override;

  // Makes the call when it is time to. To be called every some tens of milliseconds.
  void Tick();

  // Between OnOpened and OnLost.
  bool open() const { return stream_ != nullptr; }
  // Only while it is open.
  void Send(const notifications::v1::SubscribeRequest& request);

  // Ends the call, as if it had broken, once what runs has returned: whoever answers it is no use,
  // and another may be. Only while it is open.
  void GiveUp(const absl::Status& reason);

  // Whether there is no call and the last one was not answered: to wait for the next is no use.
  bool away() const { return stream_ == nullptr && !answered_; }

  // Ends the call, and Tick makes no other. The listener is not called any more.
  void Close();

  // Whether the service has answered and the call has not broken since. Any thread.
  bool connected() const { return connected_.load(); }

 private:
  void OnMessage(absl::string_view message) override;
  void OnEnd(const absl::Status& status) override;
  void LogFailure(const absl::Status& status);

  const absl::string_view name_;
  Upstream& upstream_;
  const std::function<CallContext()> make_context_;
  const Options options_;
  Executor& home_;
  Listener& listener_;
  prometheus::Gauge& connected_metric_;
  const Method subscribe_;
  std::atomic<bool> connected_{false};
  std::shared_ptr<UpstreamStream> stream_;
  bool answered_ = false;  // The current call, or else the last one.
  absl::Time opened_at_ = absl::InfinitePast();
  absl::Time next_attempt_ = absl::InfinitePast();
  absl::Duration pause_;
  absl::BitGen random_;
  base::LogLimiter failure_log_;
};

}  // namespace lossy::edge
