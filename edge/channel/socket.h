#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/live/live_objects.h"
#include "edge/channel/channel.h"
#include "edge/channel/client.h"
#include "edge/channel/environment.h"
#include "edge/channel/sender.h"
#include "edge/limits/meter.h"
#include "edge/phoenix/message.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// One client: its identity and its joined topics, whatever transport carries them. Belongs to one
// thread. Answers heartbeats itself, at once.
class Socket final : public MessageHandler,
                     public Channel::Owner,
                     private base::LiveObject<"Socket"> {
 public:
  // Both references must outlive it.
  Socket(Environment& environment, Transport& transport, Client client);
  ~Socket() override;

  const base::Identity& identity() const override { return client_.identity; }
  Transport& transport() const { return sender_.transport(); }

  bool OnText(absl::string_view text) override;
  bool OnBinary(absl::string_view bytes) override;
  std::int64_t OnBytes(std::size_t bytes, std::int64_t now) override;
  std::shared_ptr<UserBytes> user_bytes() const override;
  bool Busy() const override;
  void OnGone() override;
  void OnSweep(absl::Time now) override;

 private:
  friend class SocketList;

  using Channels = std::vector<std::shared_ptr<Channel>>;

  Channels::iterator Find(absl::string_view topic);
  bool Decode(absl::string_view text, Message* message) const;
  bool Undecodable();
  void Handle(const Message& message);
  void Dispatch(const Message& message);
  // Zero, or how long to wait before this may be sent.
  absl::Duration Admit(const Message& message);
  void RefreshToken(absl::string_view join_ref, const Message& message);
  absl::Status Refresh(const Message& message);
  void Join(const Message& message);
  void Leave(const Message& message);
  void Push(const Message& message);
  void ReplyOk(absl::string_view join_ref, const Message& message);
  void ReplyError(absl::string_view join_ref, const Message& message, const absl::Status& status);
  void ReplyUnmatched(const Message& message);

  // Channel::Owner
  const Sender& sender() const override { return sender_; }
  absl::StatusOr<std::unique_ptr<UserTopics::Entry>> EnterPresenceTopic(
      const std::string& topic) override;
  void OnChannelOver(Channel& channel) override;

  Environment& environment_;
  const Sender sender_;
  Client client_;  // The identity changes with its token; the user does not.
  Meter meter_;
  Channels channels_;      // Few enough to look through.
  std::size_t place_ = 0;  // In the environment's list.
  bool gone_ = false;
};

}  // namespace lossy::edge
