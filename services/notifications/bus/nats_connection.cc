#include "services/notifications/bus/nats_connection.h"

#include <nats/nats.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/live/live_objects.h"

namespace lossy::notifications {
namespace {

// A server that accepts no bytes for this long has failed. One caller of Publish may block as long.
constexpr std::int64_t kWriteDeadlineMs = 500;
constexpr std::int64_t kConnectTimeoutMs = 2000;
constexpr int kUnansweredPings = 2;

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
NatsSubscriptionPtr SubscribeTo(natsConnection* connection, natsMsgHandler handler,
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
  return NatsSubscriptionPtr(subscription);
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

// `closure` must live until OnClosed.
absl::Status SetOptions(const NatsAccess& access, const NatsConnection::Limits& limits,
                        natsOptions* options, ConnectionClosure* closure) {
  if (absl::Status status = SetNatsAccess(access, options); !status.ok()) {
    return absl::FailedPreconditionError(status.message());
  }
  const natsStatus results[] = {
      natsOptions_SetTimeout(options, kConnectTimeoutMs),
      natsOptions_SetWriteDeadline(options, kWriteDeadlineMs),
      natsOptions_SetPingInterval(options, absl::ToInt64Milliseconds(limits.ping_pause)),
      natsOptions_SetMaxPingsOut(options, kUnansweredPings),
      natsOptions_SetAllowReconnect(options, false),
      natsOptions_SetNoEcho(options, true),
      natsOptions_UseGlobalMessageDelivery(options, true),
      natsOptions_SetMaxPendingMsgs(options, limits.pending_messages),
      natsOptions_SetErrorHandler(options, ConnectionClosure::OnError, closure),
      natsOptions_SetClosedCB(options, ConnectionClosure::OnClosed, closure),
  };
  for (const natsStatus result : results) {
    if (result != NATS_OK) return ToStatus(result);
  }
  return absl::OkStatus();
}

}  // namespace

void NatsSubscriptionDestroy::operator()(__natsSubscription* subscription) const {
  natsSubscription_Destroy(subscription);
}

absl::StatusOr<std::shared_ptr<NatsConnection>> NatsConnection::Open(
    const NatsAccess& access, const Limits& limits, std::shared_ptr<NatsReceiver> receiver) {
  natsOptions* made = nullptr;
  if (natsOptions_Create(&made) != NATS_OK) return absl::ResourceExhaustedError("no memory");
  const NatsOptionsPtr options(made);
  auto state = std::make_shared<NatsConnectionState>();
  auto closure = std::make_unique<ConnectionClosure>(receiver, state);
  if (absl::Status status = SetOptions(access, limits, made, closure.get()); !status.ok()) {
    return status;
  }
  natsConnection* handle = nullptr;
  const natsStatus status = natsConnection_Connect(&handle, made);
  if (status != NATS_OK) return ToStatus(status);
  closure.release();  // OnClosed deletes it.
  return std::shared_ptr<NatsConnection>(
      new NatsConnection(handle, std::move(state), std::move(receiver), limits));
}

NatsConnection::NatsConnection(__natsConnection* handle, std::shared_ptr<NatsConnectionState> state,
                               std::shared_ptr<NatsReceiver> receiver, const Limits& limits)
    : handle_(handle), state_(std::move(state)), receiver_(std::move(receiver)), limits_(limits) {}

NatsConnection::~NatsConnection() {
  control_.reset();
  natsConnection_Destroy(handle_);
}

absl::Status NatsConnection::SubscribeToControl(const std::string& subject) {
  control_ = SubscribeTo(handle_, SubscriptionClosure::OnControl, receiver_,
                         std::make_shared<NatsSubjectState>(subject));
  if (control_ != nullptr) return absl::OkStatus();
  return absl::UnavailableError("the connection ended as it began");
}

NatsSubscriptionPtr NatsConnection::Subscribe(std::shared_ptr<NatsSubjectState> subject) {
  NatsSubscriptionPtr subscription =
      SubscribeTo(handle_, SubscriptionClosure::OnMessage, receiver_, std::move(subject));
  if (subscription != nullptr) {
    natsSubscription_SetPendingLimits(subscription.get(), limits_.pending_messages,
                                      limits_.pending_bytes);
  }
  return subscription;
}

bool NatsConnection::Publish(const std::string& subject, absl::string_view bytes) {
  return natsConnection_Publish(handle_, subject.c_str(), bytes.data(),
                                static_cast<int>(bytes.size())) == NATS_OK;
}

std::string NatsConnection::last_problem() const {
  const char* text = nullptr;
  natsConnection_GetLastError(handle_, &text);
  return text == nullptr ? "" : text;
}

}  // namespace lossy::notifications
