#include "base/outbox/relay.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/process/log.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"

namespace lossy::base {
namespace {

// Held by the leader's session: it is free again as soon as that is gone.
constexpr char kTryLead[] = "SELECT pg_try_advisory_lock(7310421, hashtext(current_schema()))";
constexpr char kResign[] = "SELECT pg_advisory_unlock(7310421, hashtext(current_schema()))";

}  // namespace

Relay::Relay(pg::Pool& pool, std::map<std::string, Handler> handlers, Options options,
             prometheus::Registry& registry)
    : pool_(pool),
      handlers_(std::move(handlers)),
      options_(options),
      delivered_(prometheus::BuildCounter()
                     .Name("lossy_outbox_delivered_total")
                     .Help("Outgoing items delivered")
                     .Register(registry)
                     .Add({})),
      failed_(prometheus::BuildCounter()
                  .Name("lossy_outbox_failures_total")
                  .Help("Attempts to deliver that failed")
                  .Register(registry)
                  .Add({})),
      lag_(prometheus::BuildGauge()
               .Name("lossy_outbox_lag_seconds")
               .Help("Age of the oldest item not delivered, by kind, as the leader sees it")
               .Register(registry)),
      thread_([this] { Loop(); }) {}

Relay::~Relay() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Relay::Wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

void Relay::Loop() {
  while (!stopping()) {
    pool_.With([this](pg::Connection& connection) { return Lead(connection); }).IgnoreError();
    if (!Pause(options_.retry)) return;
  }
}

absl::Status Relay::Lead(pg::Connection& connection) {
  absl::StatusOr<pg::Rows> lock = connection.Query(kTryLead);
  if (!lock.ok()) return lock.status();
  if (!lock->Bool(0, 0)) return absl::OkStatus();
  const absl::Status status = DeliverAll(connection);
  // Also after a failure: the pool may lend the connection to others who do not know that it leads.
  const absl::Status resigned = connection.Query(kResign).status();
  return status.ok() ? resigned : status;
}

absl::Status Relay::DeliverAll(pg::Connection& connection) {
  while (!stopping()) {
    int delivered = 0;
    for (const auto& [kind, handler] : handlers_) {
      if (absl::Now() < resting_until_[kind]) continue;
      absl::StatusOr<int> done = Work(connection, kind, handler);
      if (!done.ok()) return done.status();
      delivered += *done;
    }
    if (delivered == 0) Pause(options_.poll);
  }
  return absl::OkStatus();
}

absl::StatusOr<int> Relay::Work(pg::Connection& connection, const std::string& kind,
                                const Handler& handler) {
  absl::StatusOr<std::vector<Outgoing>> batch = Next(connection, kind);
  if (!batch.ok()) return batch.status();
  if (batch->empty()) return 0;
  const std::vector<absl::Status> statuses = handler(*batch);
  std::vector<std::int64_t> done;
  for (std::size_t i = 0; i < batch->size(); ++i) {
    if (Done((*batch)[i], statuses[i])) done.push_back((*batch)[i].seq);
  }
  if (done.size() < batch->size()) resting_until_[kind] = absl::Now() + options_.retry;
  if (done.empty()) return 0;
  const absl::Status deleted =
      connection.Query("DELETE FROM outbox WHERE seq = ANY ($1::bigint[])", {pg::Param::Ints(done)})
          .status();
  if (!deleted.ok()) return deleted;
  return static_cast<int>(done.size());
}

absl::StatusOr<std::vector<Outgoing>> Relay::Next(pg::Connection& connection,
                                                  const std::string& kind) {
  // Only the index on kind and seq has this order. By "kind = $1 ORDER BY seq" a plan that was made
  // while the table was empty walks the primary key, over all items of other kinds.
  absl::StatusOr<pg::Rows> rows = connection.Query(
      "SELECT id, kind, target, user_id, request_id, payload, "
      "extract(epoch FROM clock_timestamp() - queued_at), seq "
      "FROM outbox WHERE kind >= $1 AND kind <= $1 ORDER BY kind, seq LIMIT $2",
      {kind, options_.batch});
  if (!rows.ok()) return rows.status();
  lag_.Add({{"kind", kind}}).Set(rows->empty() ? 0 : rows->Double(0, 6));
  std::vector<Outgoing> batch;
  for (int i = 0; i < rows->size(); ++i) {
    batch.push_back({.id = std::string(rows->Text(i, 0)),
                     .kind = std::string(rows->Text(i, 1)),
                     .target = std::string(rows->Text(i, 2)),
                     .user_id = std::string(rows->Text(i, 3)),
                     .request_id = std::string(rows->Text(i, 4)),
                     .payload = rows->Bytes(i, 5),
                     .seq = rows->Int(i, 7)});
  }
  return batch;
}

bool Relay::Done(const Outgoing& outgoing, const absl::Status& status) {
  if (status.ok()) {
    delivered_.Increment();
    return true;
  }
  if (absl::IsCancelled(status)) return false;
  failed_.Increment();
  Log(LogLevel::kWarning, "outbox_delivery_failed",
      {{"id", absl::string_view(outgoing.id)},
       {"kind", absl::string_view(outgoing.kind)},
       {"request_id", absl::string_view(outgoing.request_id)},
       {"problem", status.message()}});
  return absl::IsInvalidArgument(status);
}

bool Relay::Pause(absl::Duration duration) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, absl::ToChronoMicroseconds(duration), [this] { return woken_ || stop_; });
  woken_ = false;
  return !stop_;
}

bool Relay::stopping() {
  std::lock_guard lock(mutex_);
  return stop_;
}

}  // namespace lossy::base
