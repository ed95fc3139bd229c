#include "edge/channel/channel.h"

#include <utility>

#include "base/error/error.h"
#include "base/time/clock.h"
#include "edge/channel/channel_table.h"
#include "edge/transcoding/json_to_wire.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kNull = "null";
// Topics and refs up to this size are not counted against the client's bytes.
constexpr std::size_t kShortNames = 512;
// The reason makes a Phoenix client join again.
constexpr absl::string_view kErrorPayload = R"({"reason":"channel_crash"})";

}  // namespace

Channel::Channel(ChannelOwner& owner, ServedTopic topic, ServiceCaller& services, Hub& hub,
                 ChannelPresence& presence)
    : owner_(owner), topic_(std::move(topic)), services_(services), hub_(hub), presence_(presence) {
  topic_.channel().metrics.open.Increment();
}

Channel::~Channel() { topic_.channel().metrics.open.Decrement(); }

void Channel::Join(const Message& message, absl::string_view superseded) {
  attempt_ = std::make_unique<JoinAttempt>(services_, owner_.sender().transport(), *this, message,
                                           superseded);
  joined_without_ref_ = message.join_ref == kNull;
  join_ref_ = std::string(joined_without_ref_ ? message.ref : message.join_ref);
  // The attempt's copies of the refs live until the answer; the topic and one ref stay.
  const std::size_t names = 2 * join_ref_.size() + message.ref.size() + topic().size();
  if (names > kShortNames) owner_.sender().transport().Hold(held_, names);
  const absl::Status asked = AskService(message);
  if (!asked.ok()) Refuse(ErrorAnswer(asked));
}

absl::Status Channel::AskService(const Message& message) {
  const ChannelRoute& route = topic_.channel().route;
  const MessageTable& table = route.is_session ? *route.session_join.table : *route.join->request;
  std::string request;
  const absl::Status read = ToWire(table,
                                   {.ref = message.ref,
                                    .event = message.event,
                                    .payload = message.payload,
                                    .binary = message.binary},
                                   &request);
  if (!read.ok()) return read;
  if (route.presence) {
    auto entry = owner_.EnterPresenceTopic(topic());
    if (!entry.ok()) return entry.status();
    member_ = std::make_unique<PresenceMember>(topic_, owner_, join_ref_, *std::move(entry));
  }
  const absl::Status options = attempt_->ReadOptions(route, message);
  if (!options.ok()) return options;
  topic_.Bind(route.join_bindings, &request);
  if (route.is_session) {
    attempt_->AwaitSession(*route.join, std::move(request), owner_.identity().user_id);
  } else {
    attempt_->CallMethod(*route.join, std::move(request), owner_.identity());
  }
  return absl::OkStatus();
}

void Channel::OnJoinAnswered(const absl::Status& status, absl::string_view response) {
  Answer answer = MakeAnswer(status, topic_.channel().route.join->response, response);
  if (!answer.ok()) return Refuse(answer);
  Subscribe(std::move(answer.response));
}

void Channel::OnSessionPermitted() {
  session_ = std::make_unique<SessionStream>(services_, topic_.channel().route,
                                             owner_.sender().transport(), *this);
  session_->Open(owner_.identity(), attempt_->session_request());
  attempt_->set_request_id(session_->request_id());
}

void Channel::Subscribe(Payload response) {
  attempt_->set_response(std::move(response));
  const ChannelRoute& route = topic_.channel().route;
  if (route.subscribe.empty()) return Complete(/*beginning=*/nullptr);
  const absl::optional<RecoverOption>& recover = attempt_->recover();
  // The hub may call the listener before it returns the subscription, and the channel may end.
  const std::shared_ptr<Channel> self = shared_from_this();
  std::unique_ptr<Subscription> subscription = hub_.Subscribe(
      {.topic = route.subscribe.Render(topic_.variables(), owner_.identity().user_id),
       .channel_topic = topic(),
       .events = &route.push,
       .serializer = owner_.sender().serializer(),
       .transport = &owner_.sender().transport(),
       .positions = recover.has_value(),
       .after = recover ? recover->after : absl::nullopt},
      *this);
  if (state_ != State::kOver) subscription_ = std::move(subscription);
}

void Channel::OnSubscribed(const absl::StatusOr<Subscription::Beginning>& beginning) {
  if (state_ != State::kJoining) return;
  if (!beginning.ok()) return Refuse(ErrorAnswer(beginning.status()));
  Complete(&*beginning);
}

void Channel::Complete(const Subscription::Beginning* beginning) {
  state_ = State::kJoined;
  const std::shared_ptr<Channel> self = shared_from_this();
  const std::unique_ptr<JoinAttempt> attempt = std::move(attempt_);
  const Sender& sender = owner_.sender();
  attempt->Reply(sender, topic_, JoinAnswer(*attempt, beginning));
  if (beginning != nullptr) {
    for (const EncodedMessagePtr& message : beginning->missed) sender.transport().Send(message);
  }
  if (member_ != nullptr) member_->Enter(presence_, attempt->presence_updates());
  for (const auto& [event, payload] : attempt->session_pushes()) {
    sender.Push(join_ref_, topic(), event, payload);
  }
  for (const JoinAttempt::EarlyPush& push : attempt->pushes()) {
    if (state_ != State::kJoined) return;
    const PaddedJson payload(push.payload);
    Dispatch({push.ref, push.event, payload.view(), push.binary});
  }
}

Answer Channel::JoinAnswer(JoinAttempt& attempt, const Subscription::Beginning* beginning) const {
  Answer answer{.status = "ok", .response = attempt.TakeResponse()};
  if (!attempt.recover() || beginning == nullptr) return answer;
  const ChannelMetrics& metrics = topic_.channel().metrics;
  if (attempt.recover()->after) {
    (beginning->recovered ? metrics.recovered : metrics.not_recovered).Increment();
  }
  answer.response = {
      .json = WithRecovery(answer.response.json, beginning->position, beginning->recovered),
      .bytes = absl::nullopt};
  return answer;
}

void Channel::Refuse(const Answer& answer) {
  const std::shared_ptr<Channel> self = shared_from_this();
  const std::unique_ptr<JoinAttempt> attempt = std::move(attempt_);
  Stop();
  attempt->Reply(owner_.sender(), topic_, answer);
  attempt->RefusePushes(owner_.sender(), topic_, kNull,
                        UnmatchedAnswer("the topic is not joined: its join was refused"));
  owner_.OnChannelOver(*this);
}

void Channel::Push(const Message& message) {
  if (state_ != State::kJoining) {
    return Dispatch({message.ref, message.event, message.payload, message.binary});
  }
  if (!attempt_->Hold(message)) {
    owner_.sender().Reply(join_ref_, message.ref, topic(), TooManyWaiting());
  }
}

void Channel::Dispatch(const ClientPush& push) {
  if (pushes_ == nullptr) {
    pushes_ = std::make_unique<PushDispatcher>(services_, topic_, owner_, join_ref_);
  }
  pushes_->Dispatch(push, session_.get(), member_.get());
}

void Channel::Supersede() {
  state_ = State::kOver;
  const Answer answer =
      ErrorAnswer(absl::AbortedError("another join of this topic has taken its place"));
  if (const std::unique_ptr<JoinAttempt> attempt = std::move(attempt_)) {
    attempt->Withdraw();
    attempt->Reply(owner_.sender(), topic_, answer);
    attempt->RefusePushes(owner_.sender(), topic_, join_ref_, answer);
  }
  if (pushes_ != nullptr) pushes_->Refuse(answer);
  if (session_ != nullptr) session_->Refuse(answer);
  Stop();
}

void Channel::Stop() {
  state_ = State::kOver;
  if (attempt_ != nullptr) attempt_->Withdraw();
  if (pushes_ != nullptr) pushes_->Cancel();
  // The session may be the caller; it touches none of its members after a call to its owner.
  session_.reset();
  subscription_.reset();
  member_.reset();
}

bool Channel::Answers(absl::string_view event) const {
  return topic_.channel().route.Answers(event);
}

bool Channel::Busy() const {
  return state_ == State::kJoining || (pushes_ != nullptr && pushes_->busy()) ||
         (session_ != nullptr && session_->busy());
}

bool Channel::Accepts(absl::string_view join_ref) const {
  return join_ref == kNull || joined_without_ref_ || join_ref == join_ref_;
}

void Channel::Sweep(absl::Time now) {
  if (session_ != nullptr) session_->Expire(now);
  if (state_ == State::kJoining && attempt_->Late(now)) {
    Refuse(ErrorAnswer(absl::DeadlineExceededError("the service did not answer in time")));
  }
}

void Channel::OnSessionJoined(const Answer& answer) {
  if (state_ != State::kJoining) return;
  if (!answer.ok()) return Refuse(answer);
  attempt_->ReleasePermit();
  Subscribe(answer.response);
}

void Channel::OnSessionAnswer(const SessionStream::Pending& request, const Answer& answer) {
  request.event->metrics.Record(answer.ok(), base::SteadyNow() - request.start);
  owner_.sender().Reply(join_ref_, request.ref, topic(), answer);
}

void Channel::OnSessionPush(absl::string_view event, Payload payload) {
  if (state_ == State::kJoined) return owner_.sender().Push(join_ref_, topic(), event, payload);
  // The reply to the join must come first.
  if (attempt_ != nullptr) attempt_->HoldSessionPush(event, std::move(payload));
}

void Channel::OnSessionOver(const absl::Status& status) {
  if (state_ == State::kJoining) {
    return Refuse(ErrorAnswer(status.ok() ? base::Unavailable("the session was ended") : status));
  }
  if (!status.ok()) return Fail();
  const std::shared_ptr<Channel> self = shared_from_this();
  Stop();
  SendClose();
  owner_.OnChannelOver(*this);
}

void Channel::Fail() {
  const std::shared_ptr<Channel> self = shared_from_this();
  Stop();
  owner_.sender().PhxError(OwnRef(), topic(), kErrorPayload);
  owner_.OnChannelOver(*this);
}

void Channel::SendClose() { owner_.sender().PhxClose(OwnRef(), topic()); }

absl::string_view Channel::OwnRef() const {
  return joined_without_ref_ ? kNull : absl::string_view(join_ref_);
}

}  // namespace lossy::edge
