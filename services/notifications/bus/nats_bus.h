#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/log/log_limiter.h"
#include "base/sync/mutex.h"
#include "services/notifications/bus/bus.h"
#include "services/notifications/bus/bus_authenticator.h"
#include "services/notifications/bus/bus_metrics.h"
#include "services/notifications/bus/current_connection.h"
#include "services/notifications/bus/nats_access.h"
#include "services/notifications/bus/nats_connection.h"
#include "services/notifications/bus/nats_control.h"
#include "services/notifications/bus/nats_receiver.h"
#include "services/notifications/bus/nats_subscriptions.h"

namespace lossy::notifications {

// The Bus over core NATS: https://docs.nats.io/nats-concepts/core-nats. Thread-safe.
//
// It connects, and reconnects without limit whenever a connection ends: because the server stopped,
// hangs, or rejects the replica. Each attempt reads the password and the certificates again. The
// reconnection of libnats is off, because libnats stops after two rejections.
//
// With keys (ADR 0021) the bus passes on only messages of other replicas, each once, and those of
// one name in their order. Neither the server nor another client of it can forge, alter, repeat or
// reorder a message. They can drop and delay messages. Without keys the bus accepts every message.
class NatsBus final : public Bus {
 public:
  struct Options {
    NatsAccess access;
    // The prefix of all subjects. Buses with different prefixes are independent.
    std::string prefix;
    std::shared_ptr<BusKeyFile> keys;  // Nullptr: messages are not authenticated.
    // The pause between attempts to connect. It is four times as long after the server has rejected
    // one.
    absl::Duration reconnect_pause = absl::Milliseconds(250);
    // The shortest pause between two challenges to the other replicas.
    absl::Duration challenge_pause = absl::Milliseconds(250);
    NatsConnection::Limits connection;
    // The most runs of other replicas that have proved themselves. Beyond it, the bus drops the one
    // that was silent for longest.
    std::size_t senders = 256;
  };

  // `metrics` must outlive the bus.
  NatsBus(Options options, BusMetrics& metrics);
  ~NatsBus() override;

  // Tries once to connect, and continues in the background. `listener` must live until Stop. Must
  // be the first call, and be made once. Returns an error if the options are invalid. A server that
  // is unreachable, or that rejects the replica, is no error.
  absl::Status Start(Listener& listener);
  // When Stop returns, the bus no longer calls the listener. The destructor calls Stop, too.
  void Stop();

  void Publish(absl::string_view name, absl::string_view bytes) override;
  void Follow(absl::string_view name) override;
  void Unfollow(absl::string_view name) override;
  bool connected() const override { return connection_.Get() != nullptr; }
  bool overrun() const override { return receiver_->overrun(); }

  // Returns OK while the bus is connected and may use its subjects. Returns PERMISSION_DENIED if
  // the server rejects this replica, FAILED_PRECONDITION if a file cannot be used, otherwise
  // UNAVAILABLE.
  absl::Status problem() const { return connection_.problem(); }

 private:
  // These run on the bus's thread.
  void Run();
  absl::Time NextWake() const;
  void Handle(const NatsReceiver::Work& work);
  void NoteLoss();
  void TryConnect();
  absl::Status Connect();
  void NoteConnected(bool is_first);
  void NoteFailure(const absl::Status& problem);

  bool Send(const std::string& subject, absl::string_view bytes);

  const Options options_;
  BusMetrics& metrics_;
  const std::shared_ptr<BusAuthenticator> authenticator_;  // Nullptr: without keys.
  const std::shared_ptr<NatsReceiver> receiver_;
  CurrentConnection connection_;
  NatsSubscriptions subscriptions_;

  // Held while a message is numbered and sent, so that the numbers of a subject are in order. By
  // the hash of the subject.
  std::array<base::Mutex, 64> sending_;

  // Used by thread_ only, and by Start before the thread runs.
  NatsControl control_;
  bool was_connected_ = false;  // At the last look.
  bool has_tried_ = false;
  absl::Time connect_at_ = absl::InfinitePast();
  base::LogLimiter failure_log_;
  base::LogLimiter loss_log_{absl::Seconds(1)};
  std::thread thread_;
};

}  // namespace lossy::notifications
