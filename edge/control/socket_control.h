#pragma once

#include <functional>
#include <memory>

#include "absl/types/optional.h"
#include "edge/fanout/notifications_stream.h"
#include "edge/loop/task_thread.h"
#include "lossy/channel/v1/socket.pb.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// Hears what every edge is told about sockets. None is missed while the service remembers: after a
// break it goes on where it was, and an edge that starts hears what was said before. Works on a
// thread of its own.
class SocketControl final : private NotificationsStream::Listener {
 public:
  // `past`: said before this edge was there. Called on the control's thread.
  using Hear = std::function<void(const channel::v1::SocketEvent& event, bool past)>;

  // All references must outlive it.
  SocketControl(Upstream& upstream, std::function<CallContext()> make_context,
                const NotificationsStream::Options& options, prometheus::Registry& registry,
                Hear hear);
  ~SocketControl() override;

  // Nothing is heard any more.
  void Stop();

 private:
  void OnOpened() override;
  void OnResponse(const notifications::v1::SubscribeResponse& response) override;
  void OnLost() override {}
  void Tick();
  void Read();
  void OnRead(absl::string_view response);
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
  NotificationsStream stream_;
  TaskThread thread_;  // Last: it starts when all else is there.
};

}  // namespace lossy::edge
