#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/live/live_objects.h"
#include "edge/channel/channel.h"
#include "edge/channel/channel_factory.h"
#include "edge/channel/client.h"
#include "edge/channel/sender.h"
#include "edge/channel/socket_list.h"
#include "edge/channel/token_refresher.h"
#include "edge/limits/meter.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/phoenix/message.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// One client: its identity and its joined topics, over any transport. Answers heartbeats itself, at
// once. Belongs to one thread.
class Socket final : public MessageHandler,
                     public ChannelOwner,
                     private base::LiveObject<"Socket"> {
 public:
  // The references must outlive the socket.
  Socket(ChannelFactory& channels, TokenRefresher& tokens, EdgeMetrics& metrics,
         Transport& transport, Client client);
  ~Socket() override;

  const base::Identity& identity() const override { return client_.identity; }
  Transport& transport() const { return sender_.transport(); }

  bool OnText(absl::string_view text) override;
  bool OnBinary(absl::string_view bytes) override;
  std::int64_t OnBytes(std::size_t bytes, std::int64_t now) override;
  std::shared_ptr<UserBytes> user_bytes() const override;
  bool Busy() const override;
  void OnDisconnected() override;
  void OnSweep(absl::Time now) override;

 private:
  friend class SocketList;

  using Channels = std::vector<std::shared_ptr<Channel>>;

  Channels::iterator Find(absl::string_view topic);
  bool Decode(absl::string_view text, Message* message) const;
  bool Undecodable();
  void Handle(const Message& message);
  void Dispatch(const Message& message);
  // Counts a message against the rates. Zero: it may pass; otherwise the time until it may be sent
  // again.
  absl::Duration Admit(const Message& message);
  void RefreshToken(absl::string_view join_ref, const Message& message);
  void Join(const Message& message);
  void Leave(const Message& message);
  void Push(const Message& message);
  void ReplyOk(absl::string_view join_ref, const Message& message);
  void ReplyError(absl::string_view join_ref, const Message& message, const absl::Status& status);
  void ReplyUnmatched(const Message& message);

  // ChannelOwner
  const Sender& sender() const override { return sender_; }
  absl::StatusOr<std::unique_ptr<UserTopics::Entry>> EnterPresenceTopic(
      const std::string& topic) override;
  void OnChannelOver(Channel& channel) override;

  ChannelFactory& factory_;
  TokenRefresher& tokens_;
  EdgeMetrics& metrics_;
  const Sender sender_;
  Client client_;  // A newer token changes the identity, but not its user.
  Meter meter_;
  Channels channels_;  // A vector, because a socket has few of them.
  SocketList* list_ = nullptr;
  std::size_t list_index_ = 0;
  bool disconnected_ = false;
};

}  // namespace lossy::edge
