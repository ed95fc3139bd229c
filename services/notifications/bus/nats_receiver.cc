#include "services/notifications/bus/nats_receiver.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "absl/types/optional.h"
#include "base/log/log.h"
#include "base/time/clock.h"

namespace lossy::notifications {
namespace {

// The most replies to challenges that wait to be sent.
constexpr std::size_t kMostReplies = 256;

// The time for which an overrun counts: the messages that show that another replica is alive may be
// missing.
constexpr absl::Duration kOverrunTime = absl::Seconds(3);

absl::string_view NameOf(BusAuthenticator::Refusal refusal) {
  constexpr absl::string_view kNames[] = {"none",   "malformed", "unknown_key",
                                          "forged", "unproved",  "repeated"};
  return kNames[static_cast<int>(refusal)];
}

}  // namespace

NatsReceiver::NatsReceiver(BusMetrics& metrics, std::shared_ptr<BusAuthenticator> authenticator,
                           const base::Clock& clock)
    : metrics_(metrics), authenticator_(std::move(authenticator)), clock_(clock) {}

void NatsReceiver::Listen(Bus::Listener& listener) {
  std::lock_guard lock(listener_mutex_);
  listener_ = &listener;
}

void NatsReceiver::Leave() {
  std::lock_guard lock(listener_mutex_);
  listener_ = nullptr;
}

void NatsReceiver::OnMessage(NatsSubjectState& subject, absl::string_view bytes) {
  std::shared_lock lock(listener_mutex_);
  if (listener_ != nullptr) Receive(subject, bytes);
}

void NatsReceiver::Receive(NatsSubjectState& subject, absl::string_view bytes) {
  base::MutexLock lock(subject.mutex);
  absl::string_view body = bytes;
  if (authenticator_ != nullptr) {
    const Refusal refusal =
        authenticator_->VerifyMessage(subject.subject, bytes, subject.progress, &body);
    if (refusal != Refusal::kNone) return Refuse(refusal);
  }
  metrics_.received.Increment();
  listener_->OnMessage(body);
}

void NatsReceiver::OnControl(absl::string_view subject, absl::string_view bytes) {
  std::shared_lock lock(listener_mutex_);
  if (listener_ == nullptr || authenticator_ == nullptr) return;
  BusAuthenticator::Control control = authenticator_->OnControl(subject, bytes);
  if (control.refusal != Refusal::kNone) return Refuse(control.refusal);
  if (control.admitted) metrics_.senders.Set(static_cast<double>(authenticator_->senders()));
  NoteControl(std::move(control));
}

void NatsReceiver::NoteControl(BusAuthenticator::Control control) {
  if (!control.admitted && !control.is_unknown && control.reply.empty()) return;
  base::MutexLock lock(work_mutex_);
  work_.admitted |= control.admitted;
  work_.challenge |= control.is_unknown;
  if (!control.reply.empty() && work_.replies.size() < kMostReplies) {
    work_.replies.push_back(std::move(control.reply));
  }
  is_work_ = true;
  has_work_.NotifyAll();
}

void NatsReceiver::Refuse(Refusal refusal) {
  CounterOf(refusal).Increment();
  if (refusal == Refusal::kUnproved) {
    base::MutexLock lock(work_mutex_);
    work_.challenge = true;
    is_work_ = true;
    has_work_.NotifyAll();
  }
  const absl::optional<std::int64_t> times =
      refusal_logs_[static_cast<std::size_t>(refusal)].Pass();
  if (!times.has_value()) return;
  // A replica that has just started has not proved itself yet.
  const bool usual = refusal == Refusal::kUnproved;
  base::Log(usual ? base::LogLevel::kInfo : base::LogLevel::kWarning, "bus_message_refused",
            {{"reason", NameOf(refusal)}, {"times", *times}});
}

prometheus::Counter& NatsReceiver::CounterOf(Refusal refusal) {
  switch (refusal) {
    case Refusal::kUnknownKey:
      return metrics_.unknown_key;
    case Refusal::kForged:
      return metrics_.forged;
    case Refusal::kUnproved:
      return metrics_.unproved;
    case Refusal::kRepeated:
      return metrics_.repeated;
    default:
      return metrics_.malformed;
  }
}

void NatsReceiver::OnClosed(NatsConnectionState& connection) {
  connection.open = false;
  {
    std::shared_lock lock(listener_mutex_);
    if (listener_ != nullptr) metrics_.connected.Set(0);
  }
  base::MutexLock lock(work_mutex_);
  work_.closed = true;
  is_work_ = true;
  has_work_.NotifyAll();
}

void NatsReceiver::OnOverrun() {
  std::shared_lock lock(listener_mutex_);
  if (listener_ == nullptr) return;
  metrics_.overruns.Increment();
  overrun_at_ms_ = absl::ToUnixMillis(clock_.Steady());
  const absl::optional<std::int64_t> times = overrun_log_.Pass();
  if (times.has_value()) {
    base::Log(base::LogLevel::kWarning, "bus_messages_dropped", {{"times", *times}});
  }
}

void NatsReceiver::OnNotPermitted(NatsConnectionState& connection, absl::string_view problem) {
  connection.not_permitted = true;
  OnProblem(problem);
}

void NatsReceiver::OnProblem(absl::string_view problem) {
  const absl::optional<std::int64_t> times = problem_log_.Pass();
  if (!times.has_value()) return;
  base::Log(base::LogLevel::kWarning, "bus_problem", {{"problem", problem}, {"times", *times}});
}

NatsReceiver::Work NatsReceiver::Await(absl::Time deadline) {
  base::MutexLock lock(work_mutex_);
  while (!is_work_ && has_work_.WaitUntil(work_mutex_, deadline)) continue;
  is_work_ = false;
  Work work = std::move(work_);
  // A stopped receiver stays stopped.
  work_ = Work{.stop = work.stop, .replies = {}};
  return work;
}

void NatsReceiver::Stop() {
  base::MutexLock lock(work_mutex_);
  work_.stop = true;
  is_work_ = true;
  has_work_.NotifyAll();
}

void NatsReceiver::NotifyPossibleLoss() {
  std::shared_lock lock(listener_mutex_);
  if (listener_ != nullptr) listener_->OnPossibleLoss();
}

bool NatsReceiver::overrun() const {
  return clock_.Steady() - absl::FromUnixMillis(overrun_at_ms_) < kOverrunTime;
}

}  // namespace lossy::notifications
