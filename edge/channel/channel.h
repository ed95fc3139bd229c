#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/live/live_objects.h"
#include "edge/channel/call_lanes.h"
#include "edge/channel/environment.h"
#include "edge/channel/recover_option.h"
#include "edge/channel/sender.h"
#include "edge/channel/session_stream.h"
#include "edge/limits/user_topics.h"
#include "edge/phoenix/message.h"

namespace lossy::edge {

// One topic of one socket, from the join to the leave. Belongs to one thread.
//
// A join is answered ok when the service let the client in and the subscription is live. What the
// client pushes before that waits for it. What a client missed that comes back comes right behind
// the answer.
class Channel final : public std::enable_shared_from_this<Channel>,
                      public Subscription::Listener,
                      public PresenceHandle::Listener,
                      public SessionStream::Owner,
                      private ConcurrencyLimiter::Guest,
                      private base::LiveObject<"Channel"> {
 public:
  // The socket, as its channels see it.
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual const Sender& sender() const = 0;
    virtual const base::Identity& identity() const = 0;
    // Counts the user on a topic with presence as long as the result lives, which may be null.
    virtual absl::StatusOr<std::unique_ptr<UserTopics::Entry>> EnterPresenceTopic(
        const std::string& topic) = 0;
    // The channel is over: not let in, or ended by the other side. It must be forgotten.
    virtual void OnChannelOver(Channel& channel) = 0;
  };

  // `route` matches the topic. The references must outlive it.
  Channel(Environment& environment, Owner& owner, const ChannelRoute& route, std::string topic);
  ~Channel() override;

  const std::string& topic() const { return topic_; }
  const std::string& join_ref() const { return join_ref_; }

  // The first call. `superseded` is the join_ref of a channel that this one replaces, for the
  // phx_close behind the reply; empty: none.
  void Join(const Message& message, absl::string_view superseded);
  void Push(const Message& message);
  // Cancels what runs upstream. Nothing is sent any more.
  void Stop();
  // As Stop, for a channel that another join of its topic replaces: whoever waits for an answer
  // gets an error first.
  void Supersede();

  // Whether the topic has an event of that name.
  bool Answers(absl::string_view event) const;
  // Whether the client waits for an answer.
  bool Busy() const;
  // Whether a message with this join_ref is meant for this life of the topic.
  bool Accepts(absl::string_view join_ref) const;

  void SendClose();
  // Enforces deadlines; called about once a second.
  void Sweep(absl::Time now);

 private:
  enum class State : std::uint8_t { kJoining, kJoined, kOver };

  // What a client pushes on the topic.
  struct Incoming {
    absl::string_view ref;
    absl::string_view event;
    absl::string_view payload;
    bool binary;
    // The other fields of a binary push, as a URL's query.
    absl::string_view fields = {};
  };

  // One that came before the join was answered.
  struct Early {
    std::string ref;
    std::string event;
    std::string payload;
    bool binary;
  };

  // What only a joining channel needs.
  struct Joining {
    std::string ref;
    std::string reply_join_ref;
    std::string superseded;
    Payload response;
    std::string request_id;
    std::unique_ptr<CallCoalescer::Wait> call;  // None for a session.
    // Of a session until it has answered, and what opens it.
    std::unique_ptr<ConcurrencyLimiter::Place> place;
    std::string session_request;
    std::vector<Early> pushes;
    std::size_t push_bytes = 0;
    HeldBytes held;
    bool presence_updates = false;
    absl::optional<RecoverOption> recover;
    std::vector<std::pair<std::string, Payload>> session_pushes;
    absl::Time start;
  };

  void CallJoin(std::string request);
  void OpenSession();
  void Subscribe(Payload response);
  // `beginning` is nullptr for a topic that follows nothing.
  void LetIn(const Subscription::Beginning* beginning);
  void Refuse(const Answer& answer);
  void AnswerJoin(const Joining& joining, const Answer& answer);
  void Hold(const Message& message);
  void Dispatch(Incoming push);
  void DispatchCall(const EventRoute& route, const Incoming& push);
  void DispatchToSession(const SessionEvent& route, const Incoming& push);
  void EnterPresence(bool updates);
  void UpdatePresence(const Incoming& push);
  void HoldEarly(std::size_t bytes);
  void HoldNames();
  void Bind(const std::vector<Binding>& bindings, std::string* message) const;
  void Reply(absl::string_view join_ref, absl::string_view ref, const Answer& answer);
  void Fail();
  absl::string_view OwnRef() const;

  // ConcurrencyLimiter::Guest, for a session
  void OnAdmitted() override { OpenSession(); }
  void OnRefused(const absl::Status& status) override { Refuse(ErrorAnswer(status)); }
  // Subscription::Listener
  void OnSubscribed(const absl::StatusOr<Subscription::Beginning>& beginning) override;
  void OnGap() override;
  // PresenceHandle::Listener
  void OnPresenceState(const std::string& json) override;
  // SessionStream::Owner
  void OnSessionJoined(const Answer& answer) override;
  void OnSessionAnswer(const SessionStream::Pending& request, const Answer& answer) override;
  void OnSessionPush(absl::string_view event, Payload payload) override;
  void OnSessionOver(const absl::Status& status) override;

  Environment& environment_;
  Owner& owner_;
  const ChannelRoute& route_;
  const std::string topic_;
  std::string join_ref_ = "null";
  State state_ = State::kJoining;
  // phx_close and phx_error name the join_ref the client gave, which may have been none.
  bool joined_without_ref_ = false;
  HeldBytes held_;  // Of what the client chose to call it.
  std::unique_ptr<Joining> joining_;
  std::unique_ptr<CallLanes> calls_;  // There from the first call on.
  std::unique_ptr<SessionStream> session_;
  std::unique_ptr<Subscription> subscription_;
  std::unique_ptr<UserTopics::Entry> presence_topic_;
  std::unique_ptr<PresenceHandle> place_;  // There while joined, if the topic has presence.
};

}  // namespace lossy::edge
