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

// Receives the commands about sockets that the notifications service sends to every edge (topic
// base::kSocketsTopic). It has a thread of its own.
//
// At the start it reads the topic's whole log. After its stream breaks, it continues behind the
// last event that it received. If the log has a new epoch or no longer has that position, it reads
// the whole log again. A command can therefore arrive more than once.
class SocketControl final : private NotificationsStream::Listener {
 public:
  // Receives each command, on the control's thread. `past` is true if the command comes from the
  // log rather than from the stream.
  using OnCommand = std::function<void(const channel::v1::SocketEvent& event, bool past)>;

  // All references must outlive the object. `make_context` gives the metadata for each call.
  SocketControl(Upstream& upstream, std::function<CallContext()> make_context,
                const NotificationsStream::Options& options, prometheus::Registry& registry,
                OnCommand on_command);
  ~SocketControl() override;

  // Ends the thread. Afterwards no command is received.
  void Stop();

  // Returns true while the whole log has been read and the stream is subscribed. Any thread.
  bool ready() const { return ready_; }

 private:
  void OnOpened() override;
  void OnResponse(const notifications::v1::SubscribeResponse& response) override;
  void OnLost() override;
  void OnSubscribed(const notifications::v1::SubscribeResponse::Subscribed& subscribed);
  absl::Time DoDueWork();
  void ReadAll();
  void Read();
  void OnRead(absl::string_view response);
  void ReadAgain(absl::string_view problem);
  void UpdateReady() { ready_ = subscribed_ && complete_; }
  void PassOn(const notifications::v1::Event& event, bool past) const;

  Upstream& upstream_;
  const std::function<CallContext()> make_context_;
  const OnCommand on_command_;
  const Method read_;
  absl::optional<notifications::v1::Position> position_;  // Of the stream's last event.
  std::shared_ptr<UpstreamCall> reading_;                 // The current Read call.
  // The position up to which the log was read. Nullopt: no part of it.
  absl::optional<notifications::v1::Position> read_to_;
  // The steady time of the next Read after a failed one.
  absl::Time read_at_ = absl::InfiniteFuture();
  bool subscribed_ = false;  // True if the current stream is subscribed.
  bool complete_ = false;    // True if the whole log of position_'s epoch was read.
  std::atomic<bool> ready_{false};
  NotificationsStream stream_;
  TaskThread thread_;  // Last, because it uses the other members as soon as it exists.
};

}  // namespace lossy::edge
