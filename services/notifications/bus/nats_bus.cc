#include "services/notifications/bus/nats_bus.h"

#include <nats/nats.h>

#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/live/live_objects.h"
#include "base/log/log.h"
#include "base/time/clock.h"
#include "services/notifications/bus/nats_subject.h"

namespace lossy::notifications {
namespace {

// A server that accepts no bytes for this long has failed. One caller of Publish may block as long.
constexpr std::int64_t kWriteDeadlineMs = 500;
constexpr std::int64_t kConnectTimeoutMs = 2000;
constexpr int kUnansweredPings = 2;
constexpr int kRefusedPauses = 4;

absl::string_view Bytes(natsMsg* message) {
  return {natsMsg_GetData(message), static_cast<std::size_t>(natsMsg_GetDataLength(message))};
}

// The data of a connection's callbacks. OnClosed, the last callback, deletes it.
struct ConnectionClosure : private base::LiveObject<"NatsConnectionClosure"> {
  ConnectionClosure(std::shared_ptr<NatsReceiver> receiver,
                    std::shared_ptr<NatsConnectionState> state)
      : receiver(std::move(receiver)), state(std::move(state)) {}

  const std::shared_ptr<NatsReceiver> receiver;
  const std::shared_ptr<NatsConnectionState> state;

  static ConnectionClosure& Of(void* closure) { return *static_cast<ConnectionClosure*>(closure); }

  static void OnClosed(natsConnection*, void* closure) {
    const std::unique_ptr<ConnectionClosure> last(&Of(closure));
    last->receiver->OnClosed(*last->state);
  }

  static void OnError(natsConnection* connection, natsSubscription*, natsStatus status,
                      void* closure) {
    ConnectionClosure& self = Of(closure);
    if (status == NATS_SLOW_CONSUMER) return self.receiver->OnOverrun();
    const char* text = nullptr;
    natsConnection_GetLastError(connection, &text);
    const std::string problem =
        absl::StrCat(natsStatus_GetText(status), ": ", text == nullptr ? "" : text);
    if (status == NATS_NOT_PERMITTED) {
      self.receiver->OnNotPermitted(*self.state, problem);
    } else {
      self.receiver->OnProblem(problem);
    }
  }
};

// The data of a subscription's callbacks. OnCompleted, the last callback, deletes it.
struct SubscriptionClosure : private base::LiveObject<"NatsSubscriptionClosure"> {
  SubscriptionClosure(std::shared_ptr<NatsReceiver> receiver,
                      std::shared_ptr<NatsSubjectState> state)
      : receiver(std::move(receiver)), state(std::move(state)) {}

  const std::shared_ptr<NatsReceiver> receiver;
  const std::shared_ptr<NatsSubjectState> state;

  static SubscriptionClosure& Of(void* closure) {
    return *static_cast<SubscriptionClosure*>(closure);
  }

  static void OnMessage(natsConnection*, natsSubscription*, natsMsg* message, void* closure) {
    SubscriptionClosure& self = Of(closure);
    self.receiver->OnMessage(*self.state, Bytes(message));
    natsMsg_Destroy(message);
  }

  static void OnControl(natsConnection*, natsSubscription*, natsMsg* message, void* closure) {
    SubscriptionClosure& self = Of(closure);
    self.receiver->OnControl(self.state->subject, Bytes(message));
    natsMsg_Destroy(message);
  }

  static void OnCompleted(void* closure) { delete &Of(closure); }
};

// Returns nullptr if the connection has ended.
natsSubscription* SubscribeTo(natsConnection* connection, natsMsgHandler handler,
                              std::shared_ptr<NatsReceiver> receiver,
                              std::shared_ptr<NatsSubjectState> state) {
  const std::string subject = state->subject;
  auto closure = std::make_unique<SubscriptionClosure>(std::move(receiver), std::move(state));
  natsSubscription* subscription = nullptr;
  if (natsConnection_Subscribe(&subscription, connection, subject.c_str(), handler,
                               closure.get()) != NATS_OK) {
    return nullptr;
  }
  natsSubscription_SetOnCompleteCB(subscription, SubscriptionClosure::OnCompleted,
                                   closure.release());
  return subscription;
}

// Returns nullptr without keys.
std::shared_ptr<BusAuthenticator> MakeAuthenticator(const NatsBus::Options& options) {
  if (options.keys == nullptr) return nullptr;
  return std::make_shared<BusAuthenticator>(options.keys, base::RealClock(),
                                            BusAuthenticator::Options{.senders = options.senders});
}

// Returns why the last call of this thread failed, without the source line of libnats,
// "(conn.c:123): ".
std::string LastProblem(natsStatus status) {
  const char* text = nats_GetLastError(nullptr);
  absl::string_view reason = text == nullptr ? "" : text;
  const std::size_t place = reason.find("): ");
  if (place != absl::string_view::npos) reason.remove_prefix(place + 3);
  return absl::StrCat(natsStatus_GetText(status), ": ", reason);
}

absl::Status ToStatus(natsStatus status) {
  const std::string problem = LastProblem(status);
  switch (status) {
    case NATS_CONNECTION_AUTH_FAILED:
    case NATS_NOT_PERMITTED:
    case NATS_SSL_ERROR:
    case NATS_SECURE_CONNECTION_WANTED:
    case NATS_SECURE_CONNECTION_REQUIRED:
      return absl::PermissionDeniedError(problem);
    case NATS_INVALID_ARG:
      return absl::InvalidArgumentError(problem);
    default:
      return absl::UnavailableError(problem);
  }
}

}  // namespace

struct NatsBus::Connection {
  Connection(natsConnection* handle, std::shared_ptr<NatsConnectionState> state)
      : handle(handle), state(std::move(state)) {}
  ~Connection() {
    natsSubscription_Destroy(control);
    natsConnection_Destroy(handle);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  natsConnection* const handle;
  const std::shared_ptr<NatsConnectionState> state;
  natsSubscription* control = nullptr;
};

NatsBus::NatsBus(Options options, BusMetrics& metrics)
    : options_(std::move(options)),
      metrics_(metrics),
      control_subject_(NatsControlSubject(options_.prefix)),
      authenticator_(MakeAuthenticator(options_)),
      receiver_(std::make_shared<NatsReceiver>(metrics, authenticator_, base::RealClock())),
      problem_(absl::UnavailableError("not connected yet")) {}

NatsBus::~NatsBus() {
  Stop();
  for (const auto& [subject, followed] : followed_) natsSubscription_Destroy(followed.subscription);
}

absl::Status NatsBus::Start(Listener& listener) {
  if (absl::Status status = CheckNatsAccess(options_.access); !status.ok()) return status;
  receiver_->Listen(listener);
  TryConnect();
  if (absl::IsInvalidArgument(problem())) return problem();
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

void NatsBus::Stop() {
  receiver_->Leave();
  receiver_->Stop();
  if (thread_.joinable()) thread_.join();
}

void NatsBus::Run() {
  for (;;) {
    const NatsReceiver::Work work = receiver_->Await(NextWake());
    if (work.stop) return;
    Handle(work);
  }
}

absl::Time NatsBus::NextWake() const {
  if (!was_connected_) return connect_at_;
  return challenge_wanted_ ? challenge_at_ : absl::InfiniteFuture();
}

void NatsBus::Handle(const NatsReceiver::Work& work) {
  if (was_connected_ && !connected()) NoteLoss();
  if (!was_connected_ && base::SteadyNow() >= connect_at_) TryConnect();
  if (const ConnectionPtr connection = OpenConnection(); connection != nullptr) {
    for (const std::string& reply : work.replies) {
      natsConnection_Publish(connection->handle, control_subject_.c_str(), reply.data(),
                             static_cast<int>(reply.size()));
    }
  }
  challenge_wanted_ |= work.challenge;
  if (challenge_wanted_ && was_connected_ && base::SteadyNow() >= challenge_at_) Challenge();
  // An earlier connection may have ended after the present one began.
  metrics_.connected.Set(connected() ? 1 : 0);
  if (work.admitted) receiver_->NotifyPossibleLoss();
}

void NatsBus::NoteLoss() {
  was_connected_ = false;
  connect_at_ = base::SteadyNow() + options_.reconnect_pause;
  ConnectionPtr ended;  // Closed after the lock.
  const char* text = nullptr;
  {
    base::MutexLock lock(connection_mutex_);
    ended = std::exchange(connection_, nullptr);
    natsConnection_GetLastError(ended->handle, &text);
    problem_ =
        absl::UnavailableError(absl::StrCat("the connection ended: ", text == nullptr ? "" : text));
  }
  const absl::optional<std::int64_t> times = loss_log_.Pass();
  if (!times.has_value()) return;
  base::Log(base::LogLevel::kWarning, "bus_away",
            {{"subjects", absl::string_view(options_.prefix)},
             {"problem", problem().message()},
             {"times", *times}});
}

void NatsBus::TryConnect() {
  const bool is_first = !std::exchange(has_tried_, true);
  absl::StatusOr<ConnectionPtr> connection = Dial();
  const absl::Status status = connection.ok() ? Use(*std::move(connection)) : connection.status();
  if (status.ok()) {
    NoteConnected(is_first);
  } else {
    NoteFailure(status);
  }
}

void NatsBus::NoteConnected(bool is_first) {
  was_connected_ = true;
  metrics_.connected.Set(connected() ? 1 : 0);
  // Without a challenge, the first messages of a replica that is new would be rejected.
  Challenge();
  if (is_first) return;
  metrics_.reconnects.Increment();
  base::Log(base::LogLevel::kInfo, "bus_back", {{"subjects", absl::string_view(options_.prefix)}});
  receiver_->NotifyPossibleLoss();
}

void NatsBus::NoteFailure(const absl::Status& problem) {
  const bool refused = !absl::IsUnavailable(problem);
  connect_at_ = base::SteadyNow() + options_.reconnect_pause * (refused ? kRefusedPauses : 1);
  metrics_.connect_failures.Increment();
  {
    base::MutexLock lock(connection_mutex_);
    problem_ = problem;
  }
  const absl::optional<std::int64_t> times = failure_log_.Pass();
  if (!times.has_value()) return;
  base::Log(base::LogLevel::kWarning, refused ? "bus_connection_refused" : "bus_connect_failed",
            {{"subjects", absl::string_view(options_.prefix)},
             {"problem", problem.message()},
             {"times", *times}});
}

void NatsBus::Challenge() {
  if (authenticator_ == nullptr) return;
  challenge_wanted_ = false;
  challenge_at_ = base::SteadyNow() + options_.challenge_pause;
  const ConnectionPtr connection = OpenConnection();
  if (connection == nullptr) return;
  const std::string challenge = authenticator_->SignChallenge(control_subject_);
  natsConnection_Publish(connection->handle, control_subject_.c_str(), challenge.data(),
                         static_cast<int>(challenge.size()));
}

absl::StatusOr<NatsBus::ConnectionPtr> NatsBus::Dial() {
  natsOptions* made = nullptr;
  if (natsOptions_Create(&made) != NATS_OK) return absl::ResourceExhaustedError("no memory");
  const NatsOptionsPtr options(made);
  auto state = std::make_shared<NatsConnectionState>();
  auto closure = std::make_unique<ConnectionClosure>(receiver_, state);
  if (absl::Status status = SetOptions(made, closure.get()); !status.ok()) return status;
  natsConnection* handle = nullptr;
  const natsStatus status = natsConnection_Connect(&handle, made);
  if (status != NATS_OK) return ToStatus(status);
  closure.release();  // OnClosed deletes it.
  return std::make_shared<Connection>(handle, std::move(state));
}

absl::Status NatsBus::SetOptions(__natsOptions* options, void* closure) const {
  if (absl::Status status = SetNatsAccess(options_.access, options); !status.ok()) {
    return absl::FailedPreconditionError(status.message());
  }
  const natsStatus results[] = {
      natsOptions_SetTimeout(options, kConnectTimeoutMs),
      natsOptions_SetWriteDeadline(options, kWriteDeadlineMs),
      natsOptions_SetPingInterval(options, absl::ToInt64Milliseconds(options_.ping_pause)),
      natsOptions_SetMaxPingsOut(options, kUnansweredPings),
      natsOptions_SetAllowReconnect(options, false),
      natsOptions_SetNoEcho(options, true),
      natsOptions_UseGlobalMessageDelivery(options, true),
      natsOptions_SetMaxPendingMsgs(options, options_.pending_messages),
      natsOptions_SetErrorHandler(options, ConnectionClosure::OnError, closure),
      natsOptions_SetClosedCB(options, ConnectionClosure::OnClosed, closure),
  };
  for (const natsStatus result : results) {
    if (result != NATS_OK) return ToStatus(result);
  }
  return absl::OkStatus();
}

absl::Status NatsBus::Use(ConnectionPtr connection) {
  if (absl::Status status = SubscribeToControl(connection); !status.ok()) return status;
  base::MutexLock lock(mutex_);
  for (auto& [subject, followed] : followed_) Subscribe(followed, connection);
  base::MutexLock connection_lock(connection_mutex_);
  connection_ = std::move(connection);
  problem_ = absl::OkStatus();
  return absl::OkStatus();
}

absl::Status NatsBus::SubscribeToControl(const ConnectionPtr& connection) {
  if (authenticator_ == nullptr) return absl::OkStatus();
  auto state = std::make_shared<NatsSubjectState>(control_subject_);
  connection->control =
      SubscribeTo(connection->handle, SubscriptionClosure::OnControl, receiver_, std::move(state));
  if (connection->control != nullptr) return absl::OkStatus();
  return absl::UnavailableError("the connection ended as it began");
}

void NatsBus::Subscribe(Followed& followed, const ConnectionPtr& connection) {
  natsSubscription_Destroy(followed.subscription);
  followed.subscription =
      SubscribeTo(connection->handle, SubscriptionClosure::OnMessage, receiver_, followed.state);
  if (followed.subscription == nullptr) return;
  natsSubscription_SetPendingLimits(followed.subscription, options_.pending_messages,
                                    options_.pending_bytes);
}

NatsBus::ConnectionPtr NatsBus::OpenConnection() const {
  base::MutexLock lock(connection_mutex_);
  return connection_ != nullptr && connection_->state->open ? connection_ : nullptr;
}

bool NatsBus::connected() const { return OpenConnection() != nullptr; }

absl::Status NatsBus::problem() const {
  base::MutexLock lock(connection_mutex_);
  if (connection_ != nullptr && connection_->state->not_permitted) {
    return absl::PermissionDeniedError("the user may not use the subjects");
  }
  return problem_;
}

void NatsBus::Publish(absl::string_view name, absl::string_view bytes) {
  const bool sent = bytes.size() <= kMaxBusBytes && Send(NatsSubject(options_.prefix, name), bytes);
  (sent ? metrics_.sent : metrics_.not_sent).Increment();
}

bool NatsBus::Send(const std::string& subject, absl::string_view bytes) {
  const ConnectionPtr connection = OpenConnection();
  if (connection == nullptr) return false;
  if (authenticator_ == nullptr) {
    return natsConnection_Publish(connection->handle, subject.c_str(), bytes.data(),
                                  static_cast<int>(bytes.size())) == NATS_OK;
  }
  base::MutexLock lock(sending_[absl::HashOf(subject) % sending_.size()]);
  const std::string signed_bytes = authenticator_->SignMessage(subject, bytes);
  return natsConnection_Publish(connection->handle, subject.c_str(), signed_bytes.data(),
                                static_cast<int>(signed_bytes.size())) == NATS_OK;
}

void NatsBus::Follow(absl::string_view name) {
  std::string subject = NatsSubject(options_.prefix, name);
  base::MutexLock lock(mutex_);
  auto [place, is_new] = followed_.try_emplace(subject, Followed());
  if (!is_new) return;
  const auto state = std::make_shared<NatsSubjectState>(std::move(subject));
  if (authenticator_ != nullptr) {
    base::MutexLock progress_lock(state->mutex);
    state->progress = authenticator_->BeginProgress();
  }
  place->second.state = state;
  metrics_.followed.Increment();
  const ConnectionPtr connection = OpenConnection();
  if (connection != nullptr) Subscribe(place->second, connection);
}

void NatsBus::Unfollow(absl::string_view name) {
  base::MutexLock lock(mutex_);
  auto found = followed_.find(NatsSubject(options_.prefix, name));
  if (found == followed_.end()) return;
  natsSubscription_Destroy(found->second.subscription);
  followed_.erase(found);
  metrics_.followed.Decrement();
}

}  // namespace lossy::notifications
