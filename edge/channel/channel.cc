#include "edge/channel/channel.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "base/time/clock.h"
#include "base/utf8/utf8_prefix.h"
#include "edge/channel/presence_option.h"
#include "edge/http/query.h"
#include "edge/transcoding/json_to_wire.h"
#include "edge/transcoding/query_json.h"
#include "edge/transcoding/wire_fields.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kNull = "null";
// Topics and refs up to this size, which are those of good clients, are not counted.
constexpr std::size_t kShortNames = 512;
// What is told to a client whose service is lost: it joins again.
constexpr absl::string_view kErrorPayload = R"({"reason":"channel_crash"})";

Answer UnknownEvent(absl::string_view event, const RoutingTable& routes) {
  const std::string topics = absl::StrJoin(routes.TopicsWith(event), ", ");
  channel::v1::Error error;
  error.set_reason(channel::v1::REASON_UNKNOWN_EVENT);
  error.set_message(
      topics.empty() ? "no topic answers this event"
                     : absl::StrCat("this topic answers no such event; topics that do: ", topics));
  (*error.mutable_details())["event"] = std::string(base::Utf8Prefix(event, 100));
  if (!topics.empty()) (*error.mutable_details())["topics"] = topics;
  return ErrorAnswer(base::MakeStatus(error));
}

Answer TooMuch() {
  return ErrorAnswer(base::RateLimited("too many requests wait for their answers", 100));
}

// The wire form of what a client sent; `fields` are those beside the bytes of a binary push.
absl::Status ToWire(const MessageTable& table, absl::string_view payload, bool binary,
                    absl::string_view fields, std::string* out) {
  if (!binary) return JsonToWire(table, payload, out);
  if (!fields.empty()) {
    const absl::optional<QueryParams> params = ParseQuery(fields);
    if (!params) return base::InvalidArgument("event", "must be UTF-8 behind its question mark");
    const PaddedJson json(QueryJson(table, *params));
    if (absl::Status read = JsonToWire(table, json.view(), out); !read.ok()) return read;
  }
  return BytesToWire(table, payload, out);
}

void LogJoin(const ChannelRoute& route, absl::string_view request_id, const Answer& answer,
             absl::Duration duration) {
  base::Log(base::LogLevel::kInfo, "join",
            {{"channel", absl::string_view(route.pattern.text())},
             {"request_id", request_id},
             {"code", answer.ok() ? "OK" : "ERROR"},
             {"microseconds", absl::ToInt64Microseconds(duration)}});
}

}  // namespace

Channel::Channel(Environment& environment, Owner& owner, const ChannelRoute& route,
                 std::string topic)
    : environment_(environment), owner_(owner), route_(route), topic_(std::move(topic)) {
  environment_.metrics.channels.Increment();
}

Channel::~Channel() { environment_.metrics.channels.Decrement(); }

void Channel::Join(const Message& message, absl::string_view superseded) {
  joining_ = std::make_unique<Joining>();
  joining_->ref = std::string(message.ref);
  joining_->reply_join_ref = std::string(message.join_ref);
  joining_->superseded = std::string(superseded);
  joining_->start = base::SteadyNow();
  joined_without_ref_ = message.join_ref == kNull;
  join_ref_ = std::string(joined_without_ref_ ? message.ref : message.join_ref);

  HoldNames();

  const MessageTable& table =
      route_.is_session ? *route_.session_join.table : *route_.join->request;
  std::string request;
  const absl::Status read = ToWire(table, message.payload, message.binary, {}, &request);
  if (!read.ok()) return Refuse(ErrorAnswer(read));
  if (route_.presence) {
    auto entry = owner_.EnterPresenceTopic(topic_);
    if (!entry.ok()) return Refuse(ErrorAnswer(entry.status()));
    presence_topic_ = *std::move(entry);
  }
  joining_->presence_updates =
      route_.presence && !message.binary && WantsPresenceUpdates(message.payload);
  if (!route_.subscribe.empty() && !message.binary) {
    absl::StatusOr<absl::optional<RecoverOption>> recover = ReadRecoverOption(message.payload);
    if (!recover.ok()) return Refuse(ErrorAnswer(recover.status()));
    joining_->recover = *std::move(recover);
  }
  Bind(route_.join_bindings, &request);
  HoldEarly(request.size());
  if (!route_.is_session) return CallJoin(std::move(request));
  joining_->session_request = std::move(request);
  joining_->place =
      environment_.admissions.Of(route_.join->service).Enter(owner_.identity().user_id, *this);
  if (joining_->place->inside()) OpenSession();
}

void Channel::OpenSession() {
  session_ = std::make_unique<SessionStream>(environment_, route_, owner_.identity(),
                                             owner_.sender().transport(), joining_->session_request,
                                             *this);
  joining_->request_id = session_->request_id();
}

void Channel::CallJoin(std::string request) {
  joining_->call =
      environment_.joins.Ask(*route_.join, std::move(request), owner_.identity(),
                             [this](const absl::Status& status, absl::string_view response) {
                               Answer answer = MakeAnswer(status, route_.join->response, response);
                               if (!answer.ok()) return Refuse(answer);
                               Subscribe(std::move(answer.response));
                             });
  joining_->request_id = joining_->call->request_id();
}

void Channel::Subscribe(Payload response) {
  joining_->response = std::move(response);
  if (route_.subscribe.empty()) return LetIn(/*beginning=*/nullptr);
  const TopicVariables variables = *route_.pattern.Match(topic_);
  // The news may come before the subscription is in our hands; then it may be over already.
  const std::shared_ptr<Channel> self = shared_from_this();
  std::unique_ptr<Subscription> subscription = environment_.hub.Subscribe(
      {.topic = route_.subscribe.Render(variables, owner_.identity().user_id),
       .channel_topic = topic_,
       .events = &route_.push,
       .serializer = owner_.sender().serializer(),
       .transport = &owner_.sender().transport(),
       .positions = joining_->recover.has_value(),
       .after = joining_->recover ? joining_->recover->after : absl::nullopt},
      *this);
  if (state_ != State::kOver) subscription_ = std::move(subscription);
}

void Channel::OnSubscribed(const absl::StatusOr<Subscription::Beginning>& beginning) {
  if (state_ != State::kJoining) return;
  if (!beginning.ok()) return Refuse(ErrorAnswer(beginning.status()));
  LetIn(&*beginning);
}

void Channel::LetIn(const Subscription::Beginning* beginning) {
  state_ = State::kJoined;
  const std::shared_ptr<Channel> self = shared_from_this();
  const std::unique_ptr<Joining> joining = std::move(joining_);
  joining_ = nullptr;
  Answer answer{.status = "ok", .response = std::move(joining->response)};
  if (joining->recover && beginning != nullptr) {
    if (joining->recover->after) environment_.metrics.Recovery(beginning->recovered).Increment();
    answer.response = {
        .json = WithRecovery(answer.response.json, beginning->position, beginning->recovered),
        .bytes = absl::nullopt};
  }
  AnswerJoin(*joining, answer);
  if (beginning != nullptr) {
    for (const EncodedMessagePtr& message : beginning->missed) {
      owner_.sender().transport().Send(message);
    }
  }
  if (route_.presence) EnterPresence(joining->presence_updates);
  for (const auto& [event, payload] : joining->session_pushes) {
    owner_.sender().Push(join_ref_, topic_, event, payload);
  }
  for (const Early& early : joining->pushes) {
    if (state_ != State::kJoined) return;
    const PaddedJson payload(early.payload);
    Dispatch({early.ref, early.event, payload.view(), early.binary});
  }
}

void Channel::Refuse(const Answer& answer) {
  const std::shared_ptr<Channel> self = shared_from_this();
  const std::unique_ptr<Joining> joining = std::move(joining_);
  Stop();
  AnswerJoin(*joining, answer);
  const Answer refused = UnmatchedAnswer("the topic is not joined: its join was refused");
  for (const Early& early : joining->pushes) Reply(kNull, early.ref, refused);
  owner_.OnChannelOver(*this);
}

void Channel::AnswerJoin(const Joining& joining, const Answer& answer) {
  const absl::Duration duration = base::SteadyNow() - joining.start;
  environment_.JoinMetrics(route_).Record(answer.ok(), duration);
  LogJoin(route_, joining.request_id, answer, duration);
  Reply(joining.reply_join_ref, joining.ref, answer);
  if (joining.superseded.empty()) return;
  owner_.sender().PhxClose(joining.superseded, topic_);
}

void Channel::Push(const Message& message) {
  if (state_ == State::kJoining) return Hold(message);
  Dispatch({message.ref, message.event, message.payload, message.binary});
}

void Channel::Hold(const Message& message) {
  const std::size_t bytes = message.ref.size() + message.event.size() + message.payload.size();
  if (joining_->pushes.size() >= environment_.limits.max_waiting ||
      joining_->push_bytes + bytes > environment_.limits.max_waiting_bytes) {
    return Reply(join_ref_, message.ref, TooMuch());
  }
  HoldEarly(bytes);
  joining_->pushes.push_back({.ref = std::string(message.ref),
                              .event = std::string(message.event),
                              .payload = std::string(message.payload),
                              .binary = message.binary});
}

void Channel::HoldEarly(std::size_t bytes) {
  joining_->push_bytes += bytes;
  owner_.sender().transport().Hold(joining_->held, joining_->push_bytes);
}

// The join's refs go with its answer; the topic and one ref stay.
void Channel::HoldNames() {
  const std::size_t bytes = 2 * join_ref_.size() + joining_->ref.size() + topic_.size();
  if (bytes > kShortNames) owner_.sender().transport().Hold(held_, bytes);
}

void Channel::Dispatch(Incoming push) {
  if (push.binary) {
    const std::size_t end = std::min(push.event.find('?'), push.event.size());
    push.fields = absl::ClippedSubstr(push.event, end + 1);
    push.event = push.event.substr(0, end);
  }
  auto call = route_.events.find(push.event);
  if (call != route_.events.end()) return DispatchCall(call->second, push);
  auto streamed = route_.session_events.find(push.event);
  if (streamed != route_.session_events.end()) return DispatchToSession(streamed->second, push);
  if (place_ != nullptr && push.event == kPresenceUpdate) return UpdatePresence(push);
  Reply(join_ref_, push.ref, UnknownEvent(push.event, environment_.routes));
}

void Channel::DispatchCall(const EventRoute& route, const Incoming& push) {
  CallLanes::Request request{.route = &route,
                             .event = std::string(push.event),
                             .ref = std::string(push.ref),
                             .message = {},
                             .start = base::SteadyNow()};
  const absl::Status read =
      ToWire(*route.method->request, push.payload, push.binary, push.fields, &request.message);
  if (!read.ok()) {
    environment_.MetricsOf(&route, route_, push.event).Record(false, absl::ZeroDuration());
    return Reply(join_ref_, push.ref, ErrorAnswer(read));
  }
  Bind(route.bindings, &request.message);
  if (calls_ == nullptr) {
    calls_ =
        std::make_unique<CallLanes>(environment_, owner_.identity(), owner_.sender().transport(),
                                    [this](const CallLanes::Request& done, const Answer& answer) {
                                      environment_.MetricsOf(done.route, route_, done.event)
                                          .Record(answer.ok(), base::SteadyNow() - done.start);
                                      Reply(join_ref_, done.ref, answer);
                                    });
  }
  if (!calls_->Start(std::move(request))) Reply(join_ref_, push.ref, TooMuch());
}

void Channel::DispatchToSession(const SessionEvent& route, const Incoming& push) {
  std::string message;
  const absl::Status read = ToWire(*route.table, push.payload, push.binary, push.fields, &message);
  if (!read.ok()) {
    environment_.MetricsOf(&route, route_, push.event).Record(false, absl::ZeroDuration());
    return Reply(join_ref_, push.ref, ErrorAnswer(read));
  }
  if (!session_->Send(route, push.event, push.ref, message)) {
    Reply(join_ref_, push.ref, TooMuch());
  }
}

void Channel::EnterPresence(bool updates) {
  place_ = environment_.presence.Join({.channel_topic = topic_,
                                       .key = owner_.identity().user_id,
                                       .device_id = owner_.identity().device_id,
                                       .updates = updates,
                                       .serializer = owner_.sender().serializer(),
                                       .transport = &owner_.sender().transport()},
                                      *this);
}

void Channel::UpdatePresence(const Incoming& push) {
  const absl::Time start = base::SteadyNow();
  const absl::Status status = push.binary ? base::InvalidArgument("payload", "must be an object")
                                          : place_->Update(push.payload);
  environment_.MetricsOf(&route_.presence, route_, push.event)
      .Record(status.ok(), base::SteadyNow() - start);
  Reply(join_ref_, push.ref, MakeAnswer(status, /*table=*/nullptr, {}));
}

void Channel::OnPresenceState(const std::string& json) {
  owner_.sender().Push(join_ref_, topic_, "presence_state", {.json = json, .bytes = absl::nullopt});
}

void Channel::Bind(const std::vector<Binding>& bindings, std::string* message) const {
  if (bindings.empty()) return;
  const TopicVariables variables = *route_.pattern.Match(topic_);
  for (const Binding& binding : bindings) {
    AppendStringField(binding.field_number, variables[binding.variable], message);
  }
}

void Channel::Supersede() {
  state_ = State::kOver;
  const Answer answer =
      ErrorAnswer(absl::AbortedError("another join of this topic has taken its place"));
  if (const std::unique_ptr<Joining> joining = std::move(joining_)) {
    joining->call.reset();
    AnswerJoin(*joining, answer);
    for (const Early& early : joining->pushes) Reply(join_ref_, early.ref, answer);
  }
  if (calls_ != nullptr) calls_->Refuse(answer);
  if (session_ != nullptr) session_->Refuse(answer);
  Stop();
}

void Channel::Stop() {
  state_ = State::kOver;
  if (joining_ != nullptr) {
    joining_->call.reset();
    joining_->place.reset();
  }
  if (calls_ != nullptr) calls_->Cancel();
  // It may be the session that is calling; nothing in it is touched after its calls to us.
  session_.reset();
  subscription_.reset();
  place_.reset();
  presence_topic_.reset();
}

bool Channel::Answers(absl::string_view event) const { return route_.Answers(event); }

bool Channel::Busy() const {
  return state_ == State::kJoining || (calls_ != nullptr && !calls_->empty()) ||
         (session_ != nullptr && session_->busy());
}

bool Channel::Accepts(absl::string_view join_ref) const {
  return join_ref == kNull || joined_without_ref_ || join_ref == join_ref_;
}

void Channel::Sweep(absl::Time now) {
  if (session_ != nullptr) session_->Expire(now);
  if (state_ == State::kJoining && joining_->start + environment_.limits.join_limit <= now) {
    Refuse(ErrorAnswer(absl::DeadlineExceededError("the service did not answer in time")));
  }
}

void Channel::OnSessionJoined(const Answer& answer) {
  if (state_ != State::kJoining) return;
  if (!answer.ok()) return Refuse(answer);
  joining_->place.reset();
  Subscribe(answer.response);
}

void Channel::OnSessionAnswer(const SessionStream::Pending& request, const Answer& answer) {
  environment_.MetricsOf(request.event, route_, request.name)
      .Record(answer.ok(), base::SteadyNow() - request.start);
  Reply(join_ref_, request.ref, answer);
}

void Channel::OnSessionPush(absl::string_view event, Payload payload) {
  if (state_ == State::kJoined) return owner_.sender().Push(join_ref_, topic_, event, payload);
  // The reply to the join comes first.
  if (joining_ != nullptr && joining_->session_pushes.size() < environment_.limits.max_waiting) {
    joining_->session_pushes.emplace_back(event, std::move(payload));
  }
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

void Channel::OnGap() { Fail(); }

void Channel::Fail() {
  const std::shared_ptr<Channel> self = shared_from_this();
  Stop();
  owner_.sender().PhxError(OwnRef(), topic_, kErrorPayload);
  owner_.OnChannelOver(*this);
}

void Channel::SendClose() { owner_.sender().PhxClose(OwnRef(), topic_); }

void Channel::Reply(absl::string_view join_ref, absl::string_view ref, const Answer& answer) {
  owner_.sender().Reply(join_ref, ref, topic_, answer);
}

absl::string_view Channel::OwnRef() const {
  return joined_without_ref_ ? kNull : absl::string_view(join_ref_);
}

}  // namespace lossy::edge
