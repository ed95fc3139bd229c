#include "base/outbox/relay_lane.h"

#include <poll.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "base/log/log.h"
#include "base/time/clock.h"

namespace lossy::base {
namespace {

// The pauses while there is something to trim or to count, and otherwise.
constexpr absl::Duration kTrimPause = absl::Minutes(1);
constexpr absl::Duration kIdleTrimPause = absl::Hours(1);
constexpr absl::Duration kCountPause = absl::Seconds(10);
constexpr absl::Duration kIdleCountPause = absl::Minutes(1);

// The least time between two notifications of a leader of a former version.
constexpr absl::Duration kNotifyPause = absl::Milliseconds(20);

// Delivered items are deleted by the statement of the next look, if it is due within this time. A
// look compares each item with them, so they must be few.
constexpr absl::Duration kDeletePause = absl::Milliseconds(100);
constexpr std::size_t kMostUndeleted = 64;

constexpr absl::Duration kMillisecond = absl::Milliseconds(1);

const prometheus::Histogram::BucketBoundaries kDeliverySeconds = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300};

// With more failing targets the whole lane pauses instead of single targets.
constexpr std::size_t kMaxRefusedTargets = 1000;

// An error that does not depend on the item and ends by itself.
bool Passes(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status) || absl::IsAborted(status);
}

void LogItem(absl::string_view event, const Outgoing& outgoing, const absl::Status& status) {
  Log(LogLevel::kWarning, event,
      {{"id", absl::string_view(outgoing.id)},
       {"kind", absl::string_view(outgoing.kind)},
       {"request_id", absl::string_view(outgoing.request_id)},
       {"problem", status.message()}});
}

}  // namespace

RelayLane::RelayLane(pg::Pool& pool, const std::string& kind, Relay::Handler handler,
                     const Relay::Options& options, RelayMetrics& metrics)
    : pool_(pool),
      kind_(kind),
      handler_(std::move(handler)),
      options_(options),
      gather_(kind == kPublish ? absl::ZeroDuration() : options.gather),
      metrics_(metrics),
      shards_(metrics.shards.Add({{"kind", kind}})),
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
  stop_ = true;
  wake_.Set();
}

void RelayLane::Loop() {
  while (!stop_) {
    bool follows = false;  // A replica of a former version leads.
    pool_
        .With([&](pg::Connection& connection) {
          const absl::StatusOr<bool> led = Lead(connection);
          follows = led.ok() && !*led;
          return led.status();
        })
        .IgnoreError();
    const absl::Time now = SteadyNow();
    Sleep(now + (follows ? kNotifyPause : options_.retry));
    if (follows) AwaitWake(now + options_.takeover);
  }
}

absl::StatusOr<bool> RelayLane::Lead(pg::Connection& connection) {
  ShardLocks locks(connection, kind_);
  const absl::StatusOr<bool> joined = locks.Join(/*notify=*/notified_);
  if (!joined.ok()) return joined.status();
  if (!*joined) {
    notified_ = false;
    return false;
  }
  delivered_.clear();
  absl::Status status = locks.Listen();
  if (status.ok()) status = DeliverAll(connection, locks);
  // The next leaders have the values.
  for (prometheus::Gauge* gauge : {&shards_, &lag_, &waiting_items_, &set_aside_items_}) {
    gauge->Set(0);
  }
  counted_at_ = absl::InfinitePast();
  // Also after a failure, since the pool may lend the connection, which would still lead.
  const absl::Status resigned = locks.Resign();
  if (status.ok()) status = resigned;
  if (!status.ok()) return status;
  return true;
}

absl::Status RelayLane::DeliverAll(pg::Connection& connection, ShardLocks& locks) {
  OutboxTable table(connection, kind_);
  ShardShare share(locks, options_.takeover);
  if (notified_) share.OnQueued();
  absl::Time look = absl::InfinitePast();  // The next one without a notification.
  while (!stop_) {
    if (wake_.Take()) {
      notified_ = true;
      share.OnQueued();
    }
    if (SteadyNow() >= share.NextCompare()) {
      if (absl::Status balanced = Balance(table, share); !balanced.ok()) return balanced;
    }
    absl::Time next = share.NextCompare();
    if (!share.shards().empty()) {
      if (absl::Status maintained = Maintain(table); !maintained.ok()) return maintained;
      if (SteadyNow() >= NextBatch(look)) {
        const absl::StatusOr<bool> more = DeliverBatch(table);
        if (!more.ok()) return more.status();
        if (*more) continue;
        look = NextLook(share);
      }
      next = std::min(next, NextBatch(look));
    }
    const absl::StatusOr<bool> notified = connection.AwaitNotification(wake_.fd(), next);
    if (!notified.ok()) return notified.status();
    if (!*notified) continue;
    notified_ = true;
    share.OnNotified();
  }
  return DeleteDelivered(table);
}

absl::Status RelayLane::Balance(OutboxTable& table, ShardShare& share) {
  const absl::StatusOr<int> missing = share.Compare();
  if (!missing.ok()) return missing.status();
  if (*missing == 0) return absl::OkStatus();
  if (*missing < 0) {
    // The next leader must not find an item that was delivered.
    if (absl::Status deleted = DeleteDelivered(table); !deleted.ok()) return deleted;
    if (absl::Status released = share.Release(-*missing); !released.ok()) return released;
    refused_.clear();
  } else {
    const absl::StatusOr<bool> taken = share.Take(*missing);
    if (!taken.ok()) return taken.status();
    if (!*taken) return absl::OkStatus();
    unnotified_at_ = SteadyNow();
    notified_ = true;
  }
  table.SetShards(share.shards());
  place_.Reset();
  shards_.Set(static_cast<double>(share.shards().size()));
  counted_at_ = absl::InfinitePast();
  return absl::OkStatus();
}

absl::Time RelayLane::NextBatch(absl::Time look) const {
  const absl::Time earliest = std::max(resting_until_, gathers_until_);
  return notified_ ? earliest : std::max(look, earliest);
}

absl::Time RelayLane::NextLook(const ShardShare& share) const {
  const absl::Time now = SteadyNow();
  if (now < resting_until_) return resting_until_;
  const bool soon = !refused_.empty() || now < unnotified_at_ + options_.alert || now >= NextTrim();
  absl::Time look = now + (soon ? options_.poll : options_.idle_poll);
  // The lane of another replica notifies late while its handler runs.
  const bool awaits_others = !share.LeadsAll() && now < delivered_at_ + options_.alert;
  if (awaits_others) look = std::min(look, now + options_.takeover);
  if (!delivered_.empty()) look = std::min(look, delivered_at_ + kDeletePause);
  return std::min(look, place_.NextWhole());
}

absl::Status RelayLane::Maintain(OutboxTable& table) {
  if (SteadyNow() >= NextTrim()) {
    if (absl::Status trimmed = Trim(table); !trimmed.ok()) return trimmed;
  }
  if (SteadyNow() < counted_at_ + (has_items_ ? kCountPause : kIdleCountPause)) {
    return absl::OkStatus();
  }
  return Count(table);
}

absl::Time RelayLane::NextTrim() const {
  return trimmed_at_ + (has_set_aside_ ? kTrimPause : kIdleTrimPause);
}

absl::Status RelayLane::DeleteDelivered(OutboxTable& table) {
  absl::Status deleted = table.Delete(delivered_);
  if (deleted.ok()) delivered_.clear();
  return deleted;
}

absl::Status RelayLane::Count(OutboxTable& table) {
  if (absl::Status deleted = DeleteDelivered(table); !deleted.ok()) return deleted;
  const absl::StatusOr<OutboxTable::Counts> counts = table.Count();
  if (!counts.ok()) return counts.status();
  waiting_items_.Set(static_cast<double>(counts->waiting));
  set_aside_items_.Set(static_cast<double>(counts->set_aside));
  has_items_ = counts->waiting > 0;
  has_set_aside_ = counts->set_aside > 0;
  counted_at_ = SteadyNow();
  return absl::OkStatus();
}

// After a full portion, the next Maintain trims again.
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

absl::StatusOr<bool> RelayLane::DeliverBatch(OutboxTable& table) {
  const bool notified = std::exchange(notified_, false);
  const std::vector<absl::string_view> resting = Resting();
  const bool deletes = !delivered_.empty();
  const absl::Time began = SteadyNow();
  const absl::StatusOr<OutboxTable::Batch> batch =
      table.Next(options_.batch, resting, std::exchange(delivered_, {}), place_.Begin(began));
  if (!batch.ok()) return batch.status();
  if (absl::Status measured = MeasureLag(table, *batch, resting); !measured.ok()) return measured;
  const std::vector<Outgoing>& items = batch->items;
  if (items.empty()) {
    // An operator deleted the items that were refused.
    if (resting.empty()) refused_.clear();
    return false;
  }
  has_items_ = true;
  // A look that is due for the deletion may find an item before its notification.
  if (!notified && !deletes && refused_.empty()) unnotified_at_ = SteadyNow();
  const absl::StatusOr<int> settled = Settle(table, items, handler_(items));
  if (!settled.ok()) return settled.status();
  const bool is_full = items.size() == static_cast<std::size_t>(options_.batch);
  const bool all = static_cast<std::size_t>(*settled) == items.size();
  if (all && refused_.empty()) {
    place_.Advance(items.back().seq);
  } else {
    place_.Reset();
  }
  if (all && !is_full && resting.empty()) lag_.Set(0);
  // More items wait in the table, or the handler did not try all of the batch.
  notified_ = *settled > 0 && (is_full || !all);
  if (!notified_) gathers_until_ = began + gather_;
  return notified_;
}

absl::Status RelayLane::MeasureLag(OutboxTable& table, const OutboxTable::Batch& batch,
                                   absl::Span<const absl::string_view> resting) {
  absl::StatusOr<absl::Duration> lag = batch.age;
  if (!resting.empty()) lag = table.Lag();
  if (!lag.ok()) return lag.status();
  // Negative if the database's clock was set back.
  lag_.Set(std::max(0.0, absl::ToDoubleSeconds(*lag)));
  return absl::OkStatus();
}

absl::StatusOr<int> RelayLane::Settle(OutboxTable& table, const std::vector<Outgoing>& batch,
                                      const std::vector<absl::Status>& statuses) {
  std::vector<std::string> delivered;
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
  const auto settled = static_cast<int>(delivered.size() + undeliverable.size());
  if (refused_.empty() && delivered.size() == batch.size() && delivered.size() <= kMostUndeleted) {
    delivered_ = std::move(delivered);
    return settled;
  }
  if (absl::Status deleted = table.Delete(delivered); !deleted.ok()) return deleted;
  return settled;
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
  LogItem("outbox_item_set_aside", outgoing, status);
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
    if (resting_until_ <= now) LogItem("outbox_delivery_failed", outgoing, status);
    resting_until_ = retry_at;
    return;
  }
  Refusal& refusal = refused_[outgoing.target];
  if (refusal.seq != outgoing.seq) {
    LogItem("outbox_delivery_failed", outgoing, status);
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

void RelayLane::Sleep(absl::Time end) {
  while (!stop_ && SteadyNow() < end) Poll(end);
}

void RelayLane::AwaitWake(absl::Time end) {
  while (!stop_ && !notified_ && SteadyNow() < end) Poll(end);
}

void RelayLane::Poll(absl::Time end) {
  const absl::Duration left = std::max(absl::ZeroDuration(), end - SteadyNow());
  pollfd waiter{.fd = wake_.fd(), .events = POLLIN, .revents = 0};
  poll(&waiter, 1, static_cast<int>(absl::ToInt64Milliseconds(absl::Ceil(left, kMillisecond))));
  notified_ |= wake_.Take();
}

}  // namespace lossy::base
