#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/live/live_objects.h"
#include "base/trace/trace_context.h"
#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "edge/channel/channel.h"
#include "edge/channel/client.h"
#include "edge/channel/client_rates.h"
#include "edge/channel/sender.h"
#include "edge/channel/socket_context.h"
#include "edge/channel/socket_state.h"
#include "edge/phoenix/message.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// One client: its identity and its joined topics, over any transport. Answers heartbeats itself, at
// once. Belongs to one thread. The process has one for each connection, so it is small.
class Socket final : public MessageHandler,
                     public ChannelOwner,
                     private SentObserver,
                     private base::LiveObject<"Socket"> {
 public:
  // The references must outlive the socket.
  Socket(const SocketContext& context, Transport& transport, Client client);
  ~Socket() override;

  const base::Identity& identity() const override { return *identity_; }
  base::TraceContext trace() const override {
    return trace_ == nullptr ? base::TraceContext() : *trace_;
  }
  Transport& transport() const { return transport_; }
  // Returns the state for an operator. SocketState::number lacks the worker.
  SocketState Describe() const;

  bool OnText(absl::string_view text) override;
  bool OnBinary(absl::string_view bytes) override;
  std::int64_t OnBytes(std::size_t bytes, std::int64_t now) override;
  std::shared_ptr<UserBytes> user_bytes() const override { return rates_.user_bytes(); }
  bool Busy() const override;
  void OnLimit() override;
  void OnDisconnected() override;
  void OnSweep(absl::Time now) override;
  std::uint32_t sweep_after() const override;

 private:
  friend class SocketList;

  // Most sockets have one or two channels, which take no memory of their own here.
  using Channels = absl::InlinedVector<boost::intrusive_ptr<Channel>, 2>;

  Channels::iterator Find(absl::string_view topic);
  // Handles a message of `bytes` that was decoded, or counts one that could not be. Returns
  // `decoded`.
  bool Receive(bool decoded, const Message& message, std::size_t bytes);
  void Handle(const Message& message);
  void Dispatch(const Message& message);
  void RefreshToken(absl::string_view join_ref, const Message& message);
  void Join(const Message& message);
  void Leave(const Message& message);
  void Push(const Message& message);
  void ReplyOk(absl::string_view join_ref, const Message& message);
  void ReplyError(absl::string_view join_ref, const Message& message, const absl::Status& status);
  void ReplyUnmatched(const Message& message);
  bool HasDeadline() const;

  // Gives the frames to the followers of the list, or no longer.
  void SetFollowed(bool followed);
  void PassOn(const Message& message, std::size_t bytes, bool sent) const;

  // SentObserver
  void OnSent(MessageKind kind, MessageParts parts) override;
  void LogError(ClientError error, absl::string_view channel, absl::string_view problem) {
    context_.metrics.client_errors.Record(error, *identity_, channel, problem);
  }
  // ChannelOwner
  ServiceCaller& services() const override { return context_.channels.services(); }
  Sender sender() const override { return Sender(transport_, serializer_); }
  absl::StatusOr<std::unique_ptr<UserTopics::Entry>> EnterPresenceTopic(
      const std::string& topic) override;
  void OnRefused(ClientError error, absl::string_view channel, const Answer& answer) override;
  void OnChannelOver(Channel& channel) override;

  const SocketContext& context_;
  Transport& transport_;
  const Serializer serializer_;
  bool disconnected_ = false;
  bool followed_ = false;
  std::uint32_t list_index_ = 0;
  // Unique in the list, in the order of the connections. 0: the list does not have the socket.
  std::uint32_t list_number_ = 0;
  const std::uint32_t connected_at_;  // Seconds in steady time since 1970.
  ClientRates rates_;
  // A newer token replaces it, but not its user. The sockets of one token share it.
  SharedIdentityPtr identity_;
  const std::unique_ptr<const base::TraceContext> trace_;  // Null: the connection has none.
  Channels channels_;
};

}  // namespace lossy::edge
