#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "absl/types/optional.h"
#include "edge/net/task_thread.h"
#include "edge/pubsub/notifications_stream.h"
#include "lossy/channel/v1/socket.pb.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// Receives the orders about sockets that every edge is sent. An edge that starts reads all that the
// log of the orders has. After a break the edge goes on where it was; when the log has another
// epoch or cannot go on there, the edge reads all of it again. Works on a thread of its own.
class SocketControl final : private NotificationsStream::Listener {
 public:
  // `past`: said before this edge was there. Called on the control's thread.
  using Hear = std::function<void(const channel::v1::SocketEvent& event, bool past)>;

  // All references must outlive it.
  SocketControl(Upstream& upstream, std::function<CallContext()> make_context,
                const NotificationsStream::Options& options, prometheus::Registry& registry,
                Hear hear);
  ~SocketControl() override;

  // No command is received after it.
  void Stop();

  // True if the edge has read all commands of the log, and receives new ones. Any thread.
  bool ready() const { return ready_; }

 private:
  void OnOpened() override;
  void OnResponse(const notifications::v1::SubscribeResponse& response) override;
  void OnLost() override;
  void OnSubscribed(const notifications::v1::SubscribeResponse::Subscribed& subscribed);
  void Tick();
  void ReadAll();
  void Read();
  void OnRead(absl::string_view response);
  void ReadAgain(absl::string_view problem);
  void UpdateReady() { ready_ = subscribed_ && complete_; }
  void HearEvent(const notifications::v1::Event& event, bool past) const;

  Upstream& upstream_;
  const std::function<CallContext()> make_context_;
  const Hear hear_;
  const Method read_;
  absl::optional<notifications::v1::Position> position_;  // Of the last event heard.
  std::shared_ptr<UpstreamCall> reading_;
  // Of the last event of a history that is read in parts.
  absl::optional<notifications::v1::Position> read_to_;
  // When what failed is tried again.
  absl::Time read_at_ = absl::InfiniteFuture();
  bool subscribed_ = false;  // On the current stream.
  bool complete_ = false;    // All of the epoch of position_ was read.
  std::atomic<bool> ready_{false};
  NotificationsStream stream_;
  TaskThread thread_;  // Last: it starts when all else is there.
};

}  // namespace lossy::edge
