#include "services/notifications/bus/nats_bus.h"

#include <nats/nats.h>

#include <shared_mutex>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/process/log.h"
#include "services/notifications/bus/nats_subject.h"

namespace lossy::notifications {
namespace {

using OptionsPtr = std::unique_ptr<natsOptions, decltype(&natsOptions_Destroy)>;

// A server that takes nothing for so long is gone. Whoever publishes may wait so long, once.
constexpr std::int64_t kWriteDeadlineMs = 500;
constexpr std::int64_t kConnectTimeoutMs = 2000;
constexpr int kUnansweredPings = 2;
constexpr int kForever = -1;

// Adds up what is set until one is refused.
class Setting {
 public:
  Setting& operator<<(natsStatus status) {
    if (status_ == NATS_OK) status_ = status;
    return *this;
  }

  absl::Status status() const {
    if (status_ == NATS_OK) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat("--nats_url: ", natsStatus_GetText(status_)));
  }

 private:
  natsStatus status_ = NATS_OK;
};

}  // namespace

// The listener as libnats sees it. libnats calls from threads of its own and says of each callback
// when it was the last, so each holds a reference until then.
class NatsBus::Line {
 public:
  using Ref = std::shared_ptr<Line>;

  explicit Line(BusMetrics& metrics) : metrics_(metrics) {}

  void Listen(Listener& listener) {
    std::lock_guard lock(mutex_);
    listener_ = &listener;
  }

  // The listener is not called any more when it returns.
  void Leave() {
    std::lock_guard lock(mutex_);
    listener_ = nullptr;
  }

  static void OnMessage(natsConnection*, natsSubscription*, natsMsg* message, void* closure) {
    Self(closure).Hear(
        {natsMsg_GetData(message), static_cast<std::size_t>(natsMsg_GetDataLength(message))});
    natsMsg_Destroy(message);
  }

  static void OnUnfollowed(void* closure) { delete static_cast<Ref*>(closure); }

  static void OnConnected(natsConnection*, void* closure) { Self(closure).Back(); }

  static void OnDisconnected(natsConnection*, void* closure) { Self(closure).Away(); }

  static void OnClosed(natsConnection*, void* closure) { delete static_cast<Ref*>(closure); }

  // A slow listener, or a server that refuses something: what was lost is found by other means.
  static void OnError(natsConnection*, natsSubscription*, natsStatus problem, void*) {
    base::Log(base::LogLevel::kWarning, "bus_problem", {{"problem", natsStatus_GetText(problem)}});
  }

 private:
  static Line& Self(void* closure) { return **static_cast<Ref*>(closure); }

  void Hear(absl::string_view bytes) {
    std::shared_lock lock(mutex_);
    if (listener_ == nullptr) return;
    metrics_.received.Increment();
    listener_->OnMessage(bytes);
  }

  void Back() {
    std::shared_lock lock(mutex_);
    if (listener_ == nullptr) return;
    metrics_.connected.Set(1);
    metrics_.reconnects.Increment();
    base::Log(base::LogLevel::kInfo, "bus_back");
    listener_->OnBack();
  }

  void Away() {
    std::shared_lock lock(mutex_);
    if (listener_ == nullptr) return;
    metrics_.connected.Set(0);
    base::Log(base::LogLevel::kWarning, "bus_away");
  }

  BusMetrics& metrics_;
  std::shared_mutex mutex_;
  Listener* listener_ = nullptr;  // Guarded by mutex_.
};

NatsBus::NatsBus(Options options, BusMetrics& metrics)
    : options_(std::move(options)), metrics_(metrics), line_(std::make_shared<Line>(metrics)) {}

NatsBus::~NatsBus() {
  Stop();
  for (const auto& [subject, subscription] : followed_) natsSubscription_Destroy(subscription);
  natsConnection_Destroy(connection_);
}

absl::Status NatsBus::Start(Listener& listener) {
  line_->Listen(listener);
  return Connect();
}

void NatsBus::Stop() { line_->Leave(); }

absl::Status NatsBus::Connect() {
  natsOptions* made = nullptr;
  if (natsOptions_Create(&made) != NATS_OK) return absl::ResourceExhaustedError("no memory");
  const OptionsPtr options(made, natsOptions_Destroy);
  const std::vector<std::string> urls = absl::StrSplit(options_.url, ',');
  std::vector<const char*> servers;
  for (const std::string& url : urls) servers.push_back(url.c_str());

  auto closure = std::make_unique<Line::Ref>(line_);
  Setting set;
  set << natsOptions_SetServers(made, servers.data(), static_cast<int>(servers.size()))
      << natsOptions_SetTimeout(made, kConnectTimeoutMs)
      << natsOptions_SetWriteDeadline(made, kWriteDeadlineMs)
      << natsOptions_SetPingInterval(made, absl::ToInt64Milliseconds(options_.ping_pause))
      << natsOptions_SetMaxPingsOut(made, kUnansweredPings)
      << natsOptions_SetMaxReconnect(made, kForever)
      << natsOptions_SetReconnectWait(made, absl::ToInt64Milliseconds(options_.reconnect_pause))
      << natsOptions_SetNoEcho(made, true) << natsOptions_UseGlobalMessageDelivery(made, true)
      << natsOptions_SetMaxPendingMsgs(made, options_.pending_messages)
      << natsOptions_SetErrorHandler(made, Line::OnError, nullptr)
      << natsOptions_SetDisconnectedCB(made, Line::OnDisconnected, closure.get())
      << natsOptions_SetReconnectedCB(made, Line::OnConnected, closure.get())
      << natsOptions_SetClosedCB(made, Line::OnClosed, closure.get())
      << natsOptions_SetRetryOnFailedConnect(made, true, Line::OnConnected, closure.get());
  if (!set.status().ok()) return set.status();
  const natsStatus status = natsConnection_Connect(&connection_, made);
  if (status != NATS_OK && status != NATS_NOT_YET_CONNECTED) return (set << status).status();
  closure.release();  // OnClosed frees it.
  metrics_.connected.Set(status == NATS_OK ? 1 : 0);
  return absl::OkStatus();
}

void NatsBus::Publish(absl::string_view name, absl::string_view bytes) {
  // libnats would keep it for later, when it is of no use.
  const bool sent = connected() && bytes.size() <= kMaxBusBytes &&
                    natsConnection_Publish(connection_, NatsSubject(options_.prefix, name).c_str(),
                                           bytes.data(), static_cast<int>(bytes.size())) == NATS_OK;
  (sent ? metrics_.sent : metrics_.not_sent).Increment();
}

void NatsBus::Follow(absl::string_view name) {
  std::string subject = NatsSubject(options_.prefix, name);
  std::lock_guard lock(mutex_);
  auto [place, is_new] = followed_.try_emplace(std::move(subject), nullptr);
  if (!is_new) return;
  auto closure = std::make_unique<Line::Ref>(line_);
  natsSubscription* subscription = nullptr;
  if (natsConnection_Subscribe(&subscription, connection_, place->first.c_str(), Line::OnMessage,
                               closure.get()) != NATS_OK) {
    followed_.erase(place);
    return;
  }
  natsSubscription_SetOnCompleteCB(subscription, Line::OnUnfollowed, closure.release());
  natsSubscription_SetPendingLimits(subscription, options_.pending_messages,
                                    options_.pending_bytes);
  place->second = subscription;
  metrics_.followed.Increment();
}

void NatsBus::Unfollow(absl::string_view name) {
  std::lock_guard lock(mutex_);
  auto found = followed_.find(NatsSubject(options_.prefix, name));
  if (found == followed_.end()) return;
  natsSubscription_Destroy(found->second);
  followed_.erase(found);
  metrics_.followed.Decrement();
}

bool NatsBus::connected() const {
  return natsConnection_Status(connection_) == NATS_CONN_STATUS_CONNECTED;
}

}  // namespace lossy::notifications
