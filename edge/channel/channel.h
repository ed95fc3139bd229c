#pragma once

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/live/live_objects.h"
#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "boost/smart_ptr/intrusive_ref_counter.hpp"
#include "edge/channel/channel_client.h"
#include "edge/channel/join_attempt.h"
#include "edge/channel/presence_member.h"
#include "edge/channel/push_dispatcher.h"
#include "edge/channel/served_topic.h"
#include "edge/channel/service_caller.h"
#include "edge/channel/session_stream.h"
#include "edge/phoenix/message.h"
#include "edge/presence/channel_presence.h"
#include "edge/pubsub/hub.h"

namespace lossy::edge {

// One topic of one socket, from the join to the leave.
//
// The channel answers a join ok when the service has accepted it and the subscription is live.
// Pushes that arrive before that wait for it. Events that a recovering client missed follow the
// answer directly. Belongs to one thread. References are counted, because the channel may end
// within its own calls.
class Channel final : public Subscription::Listener,
                      public SessionStream::Owner,
                      public JoinAttempt::Owner,
                      public boost::intrusive_ref_counter<Channel, boost::thread_unsafe_counter>,
                      private base::LiveObject<"Channel"> {
 public:
  // `owner` must outlive the channel.
  Channel(ChannelOwner& owner, ServedTopic topic);
  ~Channel() override;

  const ChannelClient& client() const { return client_; }
  // True once the join was answered ok.
  bool joined() const { return state_ == State::kJoined; }

  // Must be called once, before the other methods. `superseded` is the join_ref of a channel that
  // this one replaces, for the phx_close after the reply; empty: none. `hub` and `presence` must
  // outlive the channel.
  void Join(const Message& message, absl::string_view superseded, Hub& hub,
            ChannelPresence& presence);
  void Push(const Message& message);
  // Cancels all requests upstream. The channel sends nothing after that.
  void Stop();
  // Stops a channel that another join of its topic replaces. Each request that waits for an answer
  // is answered with an error first.
  void Supersede();

  // True if the client waits for an answer.
  bool Busy() const;
  // Enforces deadlines. To be called about once a second with a steady time while has_deadline().
  void Sweep(absl::Time now);
  // True while the channel waits for a service. It can become true only within Join.
  bool has_deadline() const { return state_ == State::kJoining || session_ != nullptr; }

 private:
  enum class State : std::uint8_t { kJoining, kJoined, kOver };

  ServiceCaller& services() const { return client_.owner().services(); }
  absl::Status AskService(const Message& message, ChannelPresence& presence);
  void Subscribe(Payload response);
  // `beginning` is nullptr for a topic without a subscription.
  void Complete(const Subscription::Beginning* beginning);
  // Refuses the join because of an error, which its span records.
  void Reject(const absl::Status& status);
  void Refuse(const Answer& answer);
  void Dispatch(const ClientPush& push);
  void Fail();

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

  // The first member: it takes no room beside the count of references.
  State state_ = State::kJoining;
  ChannelClient client_;
  std::unique_ptr<JoinAttempt> attempt_;    // In kJoining.
  std::unique_ptr<PushDispatcher> pushes_;  // From the first push on.
  std::unique_ptr<SessionStream> session_;  // Of a stateful channel.
  std::unique_ptr<Subscription> subscription_;
  std::unique_ptr<PresenceMember> member_;  // Of a topic with presence.
};

}  // namespace lossy::edge
