#include "base/outbox/relay_lane.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "base/log/log.h"
#include "base/time/clock.h"

namespace lossy::base {
namespace {

constexpr absl::Duration kTrimPause = absl::Minutes(1);
constexpr absl::Duration kCountPause = absl::Seconds(10);

const prometheus::Histogram::BucketBoundaries kDeliverySeconds = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300};

// With more failing targets the whole lane pauses instead of single targets.
constexpr std::size_t kMaxRefusedTargets = 1000;

// An error that does not depend on the item and ends by itself.
bool Passes(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status) || absl::IsAborted(status);
}

}  // namespace

RelayLane::RelayLane(pg::Pool& pool, const std::string& kind, Relay::Handler handler,
                     const Relay::Options& options, RelayMetrics& metrics)
    : pool_(pool),
      kind_(kind),
      handler_(std::move(handler)),
      options_(options),
      metrics_(metrics),
      lag_(metrics.lag.Add({{"kind", kind}})),
      waiting_items_(metrics.items.Add({{"kind", kind}, {"status", "waiting"}})),
      set_aside_items_(metrics.items.Add({{"kind", kind}, {"status", "set_aside"}})),
      delivery_seconds_(metrics.delivery_seconds.Add({{"kind", kind}}, kDeliverySeconds)),
      thread_([this] { Loop(); }) {}

RelayLane::~RelayLane() {
  Stop();
  thread_.join();
}

void RelayLane::Stop() {
  {
    MutexLock lock(mutex_);
    stop_ = true;
  }
  changed_.NotifyAll();
}

void RelayLane::Wake() {
  {
    MutexLock lock(mutex_);
    woken_ = true;
  }
  changed_.NotifyAll();
}

void RelayLane::Loop() {
  while (!stopping()) {
    pool_.With([this](pg::Connection& connection) { return Lead(connection); }).IgnoreError();
    if (!Pause(options_.retry)) return;
  }
}

absl::Status RelayLane::Lead(pg::Connection& connection) {
  OutboxTable table(connection, kind_);
  absl::StatusOr<bool> leads = table.TryLead();
  if (!leads.ok() || !*leads) return leads.status();
  const absl::Status status = DeliverAll(table);
  // The next leader has the values.
  for (prometheus::Gauge* gauge : {&lag_, &waiting_items_, &set_aside_items_}) gauge->Set(0);
  counted_at_ = absl::InfinitePast();
  // Also after a failure, since the pool may lend the connection, which would still lead.
  const absl::Status resigned = table.Resign();
  return status.ok() ? resigned : status;
}

absl::Status RelayLane::DeliverAll(OutboxTable& table) {
  while (!stopping()) {
    absl::StatusOr<int> settled = 0;
    if (SteadyNow() >= resting_until_) settled = DeliverBatch(table);
    if (!settled.ok()) return settled.status();
    if (*settled == 0) Pause(options_.poll);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> RelayLane::Look(OutboxTable& table) {
  if (SteadyNow() >= trimmed_at_ + kTrimPause) {
    if (absl::Status trimmed = Trim(table); !trimmed.ok()) return trimmed;
  }
  if (SteadyNow() >= counted_at_ + kCountPause) {
    if (absl::Status counted = Count(table); !counted.ok()) return counted;
  }
  absl::StatusOr<absl::Duration> lag = table.Lag();
  if (!lag.ok()) return lag.status();
  // Negative if the database's clock was set back.
  lag_.Set(std::max(0.0, absl::ToDoubleSeconds(*lag)));
  return *lag != absl::ZeroDuration();
}

absl::Status RelayLane::Count(OutboxTable& table) {
  const absl::StatusOr<OutboxTable::Counts> counts = table.Count();
  if (!counts.ok()) return counts.status();
  waiting_items_.Set(static_cast<double>(counts->waiting));
  set_aside_items_.Set(static_cast<double>(counts->set_aside));
  counted_at_ = SteadyNow();
  return absl::OkStatus();
}

// After a full portion, the next Look trims again.
absl::Status RelayLane::Trim(OutboxTable& table) {
  const absl::StatusOr<bool> more =
      table.TrimSetAside(options_.keep_set_aside, options_.max_set_aside);
  if (!more.ok()) return more.status();
  const absl::StatusOr<absl::Duration> overdue = table.SetAsideOverdue(options_.keep_set_aside);
  if (!overdue.ok()) return overdue.status();
  metrics_.set_aside_overdue.Set(absl::ToDoubleSeconds(*overdue));
  if (!*more) trimmed_at_ = SteadyNow();
  return absl::OkStatus();
}

absl::StatusOr<int> RelayLane::DeliverBatch(OutboxTable& table) {
  absl::StatusOr<bool> waits = Look(table);
  if (!waits.ok()) return waits.status();
  if (!*waits) return 0;
  absl::StatusOr<std::vector<Outgoing>> batch = table.Next(options_.batch, Resting());
  if (!batch.ok()) return batch.status();
  if (batch->empty()) return 0;
  return Settle(table, *batch, handler_(*batch));
}

absl::StatusOr<int> RelayLane::Settle(OutboxTable& table, const std::vector<Outgoing>& batch,
                                      const std::vector<absl::Status>& statuses) {
  std::vector<absl::string_view> delivered;
  std::vector<OutboxTable::SetAside> undeliverable;
  absl::flat_hash_set<absl::string_view> held;  // Targets whose first item was not delivered.
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Outgoing& outgoing = batch[i];
    if (absl::IsCancelled(statuses[i]) || held.contains(outgoing.target)) continue;
    if (statuses[i].ok()) {
      CountDelivered(outgoing);
      delivered.push_back(outgoing.id);
    } else if (IsUndeliverable(outgoing, statuses[i])) {
      CountSetAside(outgoing, statuses[i]);
      undeliverable.push_back({.id = outgoing.id, .problem = statuses[i].ToString()});
    } else {
      Refuse(outgoing, statuses[i]);
      held.insert(outgoing.target);
    }
  }
  for (const OutboxTable::SetAside& item : undeliverable) {
    if (absl::Status moved = table.Move(item); !moved.ok()) return moved;
  }
  if (absl::Status deleted = table.Delete(delivered); !deleted.ok()) return deleted;
  return static_cast<int>(delivered.size() + undeliverable.size());
}

void RelayLane::CountDelivered(const Outgoing& outgoing) {
  metrics_.delivered.Increment();
  // Negative if the clocks of this machine and of the database differ.
  const absl::Duration took = RealClock().Now() - absl::FromUnixMicros(outgoing.queued_us);
  delivery_seconds_.Observe(std::max(0.0, absl::ToDoubleSeconds(took)));
  refused_.erase(outgoing.target);
  delivered_at_ = SteadyNow();
}

void RelayLane::CountSetAside(const Outgoing& outgoing, const absl::Status& status) {
  metrics_.failed.Increment();
  metrics_.set_aside.Add({{"kind", kind_}}).Increment();
  refused_.erase(outgoing.target);
  Log("outbox_item_set_aside", outgoing, status);
}

bool RelayLane::IsUndeliverable(const Outgoing& outgoing, const absl::Status& status) {
  if (absl::IsInvalidArgument(status)) return true;
  const auto found = refused_.find(outgoing.target);
  if (Passes(status) || found == refused_.end() || found->second.seq != outgoing.seq) return false;
  // If no item at all is delivered, the receiver is at fault rather than the item.
  const absl::Time since = found->second.since;
  return delivered_at_ > since && SteadyNow() >= since + options_.patience;
}

void RelayLane::Refuse(const Outgoing& outgoing, const absl::Status& status) {
  metrics_.failed.Increment();
  const absl::Time now = SteadyNow();
  const absl::Time retry_at = now + options_.retry;
  if (absl::IsUnavailable(status) || refused_.size() >= kMaxRefusedTargets) {
    // Logs once per batch.
    if (resting_until_ <= now) Log("outbox_delivery_failed", outgoing, status);
    resting_until_ = retry_at;
    return;
  }
  Refusal& refusal = refused_[outgoing.target];
  if (refusal.seq != outgoing.seq) {
    Log("outbox_delivery_failed", outgoing, status);
    refusal = {.seq = outgoing.seq, .since = now, .retry_at = retry_at};
  }
  refusal.retry_at = retry_at;
}

std::vector<absl::string_view> RelayLane::Resting() const {
  std::vector<absl::string_view> resting;
  const absl::Time now = SteadyNow();
  for (const auto& [target, refusal] : refused_) {
    if (refusal.retry_at > now) resting.push_back(target);
  }
  return resting;
}

void RelayLane::Log(absl::string_view event, const Outgoing& outgoing,
                    const absl::Status& status) const {
  base::Log(LogLevel::kWarning, event,
            {{"id", absl::string_view(outgoing.id)},
             {"kind", absl::string_view(kind_)},
             {"request_id", absl::string_view(outgoing.request_id)},
             {"problem", status.message()}});
}

bool RelayLane::Pause(absl::Duration duration) {
  const absl::Time end = SteadyNow() + duration;
  MutexLock lock(mutex_);
  while (!woken_ && !stop_ && changed_.WaitUntil(mutex_, end)) continue;
  woken_ = false;
  return !stop_;
}

bool RelayLane::stopping() {
  MutexLock lock(mutex_);
  return stop_;
}

}  // namespace lossy::base
