#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/live/live_objects.h"
#include "edge/channel/channel_owner.h"
#include "edge/channel/join_attempt.h"
#include "edge/channel/presence_member.h"
#include "edge/channel/push_dispatcher.h"
#include "edge/channel/served_topic.h"
#include "edge/channel/service_caller.h"
#include "edge/channel/session_stream.h"
#include "edge/phoenix/message.h"
#include "edge/pubsub/hub.h"

namespace lossy::edge {

// One topic of one socket, from the join to the leave.
//
// The channel answers a join ok when the service has accepted it and the subscription is live.
// Pushes that arrive before that wait for it. Events that a recovering client missed follow the
// answer directly. Belongs to one thread; shared, because the channel may end within its own calls.
class Channel final : public std::enable_shared_from_this<Channel>,
                      public Subscription::Listener,
                      public SessionStream::Owner,
                      public JoinAttempt::Owner,
                      private base::LiveObject<"Channel"> {
 public:
  // The references must outlive the channel.
  Channel(ChannelOwner& owner, ServedTopic topic, ServiceCaller& services, Hub& hub,
          ChannelPresence& presence);
  ~Channel() override;

  const std::string& topic() const { return topic_.name(); }
  const std::string& join_ref() const { return join_ref_; }

  // Must be called once, before the other methods. `superseded` is the join_ref of a channel that
  // this one replaces, for the phx_close after the reply; empty: none.
  void Join(const Message& message, absl::string_view superseded);
  void Push(const Message& message);
  // Cancels all requests upstream. The channel sends nothing after that.
  void Stop();
  // Stops a channel that another join of its topic replaces. Each request that waits for an answer
  // is answered with an error first.
  void Supersede();

  // True if a service answers the event on this topic.
  bool Answers(absl::string_view event) const;
  // True if the client waits for an answer.
  bool Busy() const;
  // True if a message with this join_ref addresses this channel, and not an earlier one of the
  // same topic.
  bool Accepts(absl::string_view join_ref) const;

  void SendClose();
  // Enforces deadlines. To be called about once a second with a steady time.
  void Sweep(absl::Time now);

 private:
  enum class State : std::uint8_t { kJoining, kJoined, kOver };

  absl::Status AskService(const Message& message);
  void Subscribe(Payload response);
  // `beginning` is nullptr for a topic without a subscription.
  void Complete(const Subscription::Beginning* beginning);
  Answer JoinAnswer(JoinAttempt& attempt, const Subscription::Beginning* beginning) const;
  void Refuse(const Answer& answer);
  void Dispatch(const ClientPush& push);
  void Fail();
  absl::string_view OwnRef() const;

  // JoinAttempt::Owner
  void OnJoinAnswered(const absl::Status& status, absl::string_view response) override;
  void OnSessionPermitted() override;
  // Subscription::Listener
  void OnSubscribed(const absl::StatusOr<Subscription::Beginning>& beginning) override;
  void OnGap() override { Fail(); }
  // SessionStream::Owner
  void OnSessionJoined(const Answer& answer) override;
  void OnSessionAnswer(const SessionStream::Pending& request, const Answer& answer) override;
  void OnSessionPush(absl::string_view event, Payload payload) override;
  void OnSessionOver(const absl::Status& status) override;

  ChannelOwner& owner_;
  const ServedTopic topic_;
  ServiceCaller& services_;
  Hub& hub_;
  ChannelPresence& presence_;
  std::string join_ref_ = "null";
  State state_ = State::kJoining;
  // The client gave no join_ref; then phx_close and phx_error carry none either.
  bool joined_without_ref_ = false;
  HeldBytes held_;                          // Of a long topic and long refs.
  std::unique_ptr<JoinAttempt> attempt_;    // In kJoining.
  std::unique_ptr<PushDispatcher> pushes_;  // From the first push on.
  std::unique_ptr<SessionStream> session_;  // Of a stateful channel.
  std::unique_ptr<Subscription> subscription_;
  std::unique_ptr<PresenceMember> member_;  // Of a topic with presence.
};

}  // namespace lossy::edge
