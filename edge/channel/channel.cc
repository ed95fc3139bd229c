#include "edge/channel/channel.h"

#include <string>
#include <utility>

#include "base/error/error.h"
#include "base/time/clock.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/frame_span.h"
#include "edge/transcoding/json_to_wire.h"

namespace lossy::edge {
namespace {

// The keys of a join's params that the edge reads itself.
constexpr absl::string_view kJoinOptions[] = {"presence", "recover", kTraceparentKey};

}  // namespace

Channel::Channel(ChannelOwner& owner, ServedTopic topic) : client_(owner, std::move(topic)) {
  client_.topic().channel().metrics.open.Increment();
}

Channel::~Channel() { client_.topic().channel().metrics.open.Decrement(); }

void Channel::Join(const Message& message, absl::string_view superseded, Hub& hub,
                   ChannelPresence& presence) {
  attempt_ = std::make_unique<JoinAttempt>(services(), hub, client_, *this,
                                           JoinReply(message, superseded, client_.owner().trace()));
  client_.Name(message);
  const absl::Status asked = AskService(message, presence);
  if (!asked.ok()) Reject(asked);
}

absl::Status Channel::AskService(const Message& message, ChannelPresence& presence) {
  const ServedTopic& topic = client_.topic();
  const ChannelRoute& route = topic.channel().route;
  const MessageTable& table = route.is_session ? *route.session_join.table : *route.join->request;
  ReadPush read = Read(topic.channel(), table,
                       {.ref = message.ref,
                        .event = message.event,
                        .payload = message.payload,
                        .binary = message.binary},
                       kJoinOptions);
  attempt_->set_warnings(std::move(read.warnings));
  if (!read.status.ok()) return read.status;
  if (route.presence) {
    auto entry = client_.owner().EnterPresenceTopic(std::string(topic.name().view()));
    if (!entry.ok()) return entry.status();
    member_ = std::make_unique<PresenceMember>(client_, presence, *std::move(entry));
  }
  const absl::Status options = attempt_->ReadOptions(message);
  if (!options.ok()) return options;
  topic.Bind(route.join_bindings, &read.message);
  attempt_->Ask(std::move(read.message));
  return absl::OkStatus();
}

void Channel::OnJoinAnswered(const absl::Status& status, absl::string_view response) {
  Answer answer = MakeAnswer(status, client_.topic().channel().route.join->response, response);
  if (!answer.ok()) return Refuse(answer);
  Subscribe(std::move(answer.response));
}

void Channel::OnSessionPermitted() {
  session_ = std::make_unique<SessionStream>(services(), client_.topic().channel().route,
                                             client_.sender().transport(), *this);
  session_->Open(client_.identity(), attempt_->session_request(), attempt_->span().context());
  attempt_->set_request_id(session_->request_id());
}

void Channel::Subscribe(Payload response) {
  attempt_->set_response(std::move(response));
  if (client_.topic().channel().route.subscribe.empty()) return Complete(/*beginning=*/nullptr);
  // The hub may call the listener before it returns the subscription, and the channel may end.
  const boost::intrusive_ptr<Channel> self(this);
  std::unique_ptr<Subscription> subscription = attempt_->Subscribe(*this);
  if (state_ == State::kOver) return;
  client_.ShareTopicName(subscription->channel_topic());
  subscription_ = std::move(subscription);
}

void Channel::OnSubscribed(const absl::StatusOr<Subscription::Beginning>& beginning) {
  if (state_ != State::kJoining) return;
  if (!beginning.ok()) return Reject(beginning.status());
  Complete(&*beginning);
}

void Channel::Complete(const Subscription::Beginning* beginning) {
  state_ = State::kJoined;
  const boost::intrusive_ptr<Channel> self(this);
  const std::unique_ptr<JoinAttempt> attempt = std::move(attempt_);
  attempt->Accept(beginning);
  if (beginning != nullptr) {
    Transport& transport = client_.sender().transport();
    for (const EncodedMessagePtr& message : beginning->missed) transport.Send(message);
  }
  if (member_ != nullptr) member_->Enter(attempt->presence_updates());
  for (const auto& [event, payload] : attempt->session_pushes()) client_.Push(event, payload);
  for (const JoinAttempt::EarlyPush& push : attempt->pushes()) {
    if (state_ != State::kJoined) return;
    const PaddedJson payload(push.payload);
    Dispatch({push.ref, push.event, payload.view(), push.binary});
  }
}

void Channel::Reject(const absl::Status& status) {
  attempt_->span().SetStatus(status);
  Refuse(ErrorAnswer(status));
}

void Channel::Refuse(const Answer& answer) {
  const boost::intrusive_ptr<Channel> self(this);
  const std::unique_ptr<JoinAttempt> attempt = std::move(attempt_);
  Stop();
  attempt->Refuse(answer);
  attempt->RefusePushes("null", UnmatchedAnswer("the topic is not joined: its join was refused"));
  client_.owner().OnChannelOver(*this);
}

void Channel::Push(const Message& message) {
  if (state_ != State::kJoining) {
    return Dispatch({message.ref, message.event, message.payload, message.binary});
  }
  if (!attempt_->Hold(message)) client_.Reply(message.ref, TooManyWaiting());
}

void Channel::Dispatch(const ClientPush& push) {
  if (pushes_ == nullptr) pushes_ = std::make_unique<PushDispatcher>(services(), client_);
  pushes_->Dispatch(push, session_.get(), member_.get());
}

void Channel::Supersede() {
  state_ = State::kOver;
  const Answer answer =
      ErrorAnswer(absl::AbortedError("another join of this topic has taken its place"));
  if (const std::unique_ptr<JoinAttempt> attempt = std::move(attempt_)) {
    attempt->Withdraw();
    attempt->Refuse(answer);
    attempt->RefusePushes(client_.join_ref(), answer);
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

bool Channel::Busy() const {
  return state_ == State::kJoining || (pushes_ != nullptr && pushes_->busy()) ||
         (session_ != nullptr && session_->busy());
}

void Channel::Sweep(absl::Time now) {
  if (session_ != nullptr) session_->Expire(now);
  if (state_ == State::kJoining && attempt_->Late(now)) {
    Reject(absl::DeadlineExceededError("the service did not answer in time"));
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
  client_.Reply(request.ref, answer, request.warnings);
  TraceWrite(request.frame, client_.sender().transport());
}

void Channel::OnSessionPush(absl::string_view event, Payload payload) {
  if (state_ == State::kJoined) return client_.Push(event, payload);
  // The reply to the join must come first.
  if (attempt_ != nullptr) attempt_->HoldSessionPush(event, std::move(payload));
}

void Channel::OnSessionOver(const absl::Status& status) {
  if (state_ == State::kJoining) {
    return Reject(status.ok() ? base::Unavailable("the session was ended") : status);
  }
  if (!status.ok()) return Fail();
  const boost::intrusive_ptr<Channel> self(this);
  Stop();
  client_.SendClose();
  client_.owner().OnChannelOver(*this);
}

void Channel::Fail() {
  const boost::intrusive_ptr<Channel> self(this);
  Stop();
  client_.SendError();
  client_.owner().OnChannelOver(*this);
}

}  // namespace lossy::edge
