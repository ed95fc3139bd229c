#include "services/notifications/bus/nats_bus.h"

#include <cstdint>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/types/optional.h"
#include "base/log/log.h"
#include "base/time/clock.h"
#include "services/notifications/bus/nats_subject.h"

namespace lossy::notifications {
namespace {

// The pause after a refusal, in pauses after another failure.
constexpr int kRefusedPauses = 4;

// Returns nullptr without keys.
std::shared_ptr<BusAuthenticator> MakeAuthenticator(const NatsBus::Options& options) {
  if (options.keys == nullptr) return nullptr;
  return std::make_shared<BusAuthenticator>(options.keys, base::RealClock(),
                                            BusAuthenticator::Options{.senders = options.senders});
}

}  // namespace

NatsBus::NatsBus(Options options, BusMetrics& metrics)
    : options_(std::move(options)),
      metrics_(metrics),
      authenticator_(MakeAuthenticator(options_)),
      receiver_(std::make_shared<NatsReceiver>(metrics, authenticator_, base::RealClock())),
      subscriptions_(connection_, authenticator_, metrics),
      control_(NatsControlSubject(options_.prefix), options_.challenge_pause, authenticator_,
               connection_) {}

NatsBus::~NatsBus() { Stop(); }

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
  return control_.next_challenge();
}

void NatsBus::Handle(const NatsReceiver::Work& work) {
  if (was_connected_ && !connected()) NoteLoss();
  if (!was_connected_ && base::SteadyNow() >= connect_at_) TryConnect();
  control_.Reply(work.replies);
  if (work.challenge) control_.RequestChallenge();
  if (was_connected_ && base::SteadyNow() >= control_.next_challenge()) control_.Challenge();
  // An earlier connection may have ended after the present one began.
  metrics_.connected.Set(connected() ? 1 : 0);
  if (work.admitted) receiver_->NotifyPossibleLoss();
}

void NatsBus::NoteLoss() {
  was_connected_ = false;
  connect_at_ = base::SteadyNow() + options_.reconnect_pause;
  connection_.End();
  const absl::optional<std::int64_t> times = loss_log_.Pass();
  if (!times.has_value()) return;
  base::Log(base::LogLevel::kWarning, "bus_disconnected",
            {{"subjects", absl::string_view(options_.prefix)},
             {"problem", problem().message()},
             {"times", *times}});
}

void NatsBus::TryConnect() {
  const bool is_first = !std::exchange(has_tried_, true);
  const absl::Status status = Connect();
  if (status.ok()) {
    NoteConnected(is_first);
  } else {
    NoteFailure(status);
  }
}

absl::Status NatsBus::Connect() {
  absl::StatusOr<std::shared_ptr<NatsConnection>> connection =
      NatsConnection::Open(options_.access, options_.connection, receiver_);
  if (!connection.ok()) return connection.status();
  if (absl::Status status = control_.Subscribe(**connection); !status.ok()) return status;
  subscriptions_.MoveTo(*std::move(connection));
  return absl::OkStatus();
}

void NatsBus::NoteConnected(bool is_first) {
  was_connected_ = true;
  metrics_.connected.Set(connected() ? 1 : 0);
  // Without a challenge, the first messages of a replica that is new would be rejected.
  control_.Challenge();
  if (is_first) return;
  metrics_.reconnects.Increment();
  base::Log(base::LogLevel::kInfo, "bus_connected", {{"subjects", absl::string_view(options_.prefix)}});
  receiver_->NotifyPossibleLoss();
}

void NatsBus::NoteFailure(const absl::Status& problem) {
  const bool refused = !absl::IsUnavailable(problem);
  connect_at_ = base::SteadyNow() + options_.reconnect_pause * (refused ? kRefusedPauses : 1);
  metrics_.connect_failures.Increment();
  connection_.Fail(problem);
  const absl::optional<std::int64_t> times = failure_log_.Pass();
  if (!times.has_value()) return;
  base::Log(base::LogLevel::kWarning, refused ? "bus_connection_refused" : "bus_connect_failed",
            {{"subjects", absl::string_view(options_.prefix)},
             {"problem", problem.message()},
             {"times", *times}});
}

void NatsBus::Publish(absl::string_view name, absl::string_view bytes) {
  const bool sent = bytes.size() <= kMaxBusBytes && Send(NatsSubject(options_.prefix, name), bytes);
  (sent ? metrics_.sent : metrics_.not_sent).Increment();
}

bool NatsBus::Send(const std::string& subject, absl::string_view bytes) {
  const std::shared_ptr<NatsConnection> connection = connection_.Get();
  if (connection == nullptr) return false;
  if (authenticator_ == nullptr) return connection->Publish(subject, bytes);
  base::MutexLock lock(sending_[absl::HashOf(subject) % sending_.size()]);
  return connection->Publish(subject, authenticator_->SignMessage(subject, bytes));
}

void NatsBus::Follow(absl::string_view name) {
  subscriptions_.Follow(NatsSubject(options_.prefix, name));
}

void NatsBus::Unfollow(absl::string_view name) {
  subscriptions_.Unfollow(NatsSubject(options_.prefix, name));
}

}  // namespace lossy::notifications
