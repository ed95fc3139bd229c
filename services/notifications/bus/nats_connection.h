#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/notifications/bus/nats_access.h"
#include "services/notifications/bus/nats_receiver.h"

namespace lossy::notifications {

// An owning pointer to a subscription of libnats.
struct NatsSubscriptionDestroy {
  void operator()(__natsSubscription* subscription) const;
};
using NatsSubscriptionPtr = std::unique_ptr<__natsSubscription, NatsSubscriptionDestroy>;

// One connection to a NATS server. It does not reconnect: once it has ended, it neither sends nor
// receives. libnats calls the receiver on threads of its own, possibly after the connection was
// destroyed. Thread-safe once SubscribeToControl has returned.
class NatsConnection {
 public:
  struct Limits {
    // The pause between pings to the server. A server that is silent for two to three times as long
    // has failed.
    absl::Duration ping_pause = absl::Seconds(1);
    // The bounds of the received messages of each subject that wait. libnats drops further ones.
    int pending_messages = 8192;
    int pending_bytes = 8 << 20;
  };

  // Connects, and blocks for at most a few seconds. Returns FAILED_PRECONDITION if a file of
  // `access` cannot be used, PERMISSION_DENIED if the server rejects this replica,
  // INVALID_ARGUMENT if the address is invalid, otherwise UNAVAILABLE.
  static absl::StatusOr<std::shared_ptr<NatsConnection>> Open(
      const NatsAccess& access, const Limits& limits, std::shared_ptr<NatsReceiver> receiver);
  ~NatsConnection();
  NatsConnection(const NatsConnection&) = delete;
  NatsConnection& operator=(const NatsConnection&) = delete;

  // Passes messages of the subject of challenges and proofs on to the receiver, as long as the
  // connection exists. Returns UNAVAILABLE if the connection has ended. May be called once.
  absl::Status SubscribeToControl(const std::string& subject);
  // Passes messages of the subject on to the receiver, as long as the subscription exists. Returns
  // nullptr if the connection has ended.
  NatsSubscriptionPtr Subscribe(std::shared_ptr<NatsSubjectState> subject);

  // Queues a message. Returns false if the connection has ended or cannot send it.
  bool Publish(const std::string& subject, absl::string_view bytes);

  bool open() const { return state_->open; }
  // True once the server has refused a subject to this replica.
  bool not_permitted() const { return state_->not_permitted; }
  // Returns the last problem of the connection, in words of libnats. Empty if there was none.
  std::string last_problem() const;

 private:
  NatsConnection(__natsConnection* handle, std::shared_ptr<NatsConnectionState> state,
                 std::shared_ptr<NatsReceiver> receiver, const Limits& limits);

  __natsConnection* const handle_;
  const std::shared_ptr<NatsConnectionState> state_;
  const std::shared_ptr<NatsReceiver> receiver_;
  const Limits limits_;
  NatsSubscriptionPtr control_;
};

}  // namespace lossy::notifications
