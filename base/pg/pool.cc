#include "base/pg/pool.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/time/clock.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "base/time/clock.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"

namespace lossy::base::pg {
namespace {

// With pauses between them that let transactions pass that were in the way: in all, less than what
// one statement may take.
constexpr int kAttempts = 5;
constexpr absl::Duration kRepeatPause = absl::Milliseconds(4);

absl::Status RunTransaction(Connection& connection,
                            absl::FunctionRef<absl::Status(Connection&)> work) {
  if (absl::Status begun = connection.Execute("BEGIN"); !begun.ok()) return begun;
  absl::Status status = work(connection);
  // COMMIT would answer that it rolled back, which is no error.
  if (status.ok() && connection.transaction_failed()) {
    status = absl::InternalError("a statement of the transaction failed");
  }
  if (status.ok()) return connection.Execute("COMMIT");
  // A failed rollback breaks the connection, and the pool drops it.
  connection.Execute("ROLLBACK").IgnoreError();
  return status;
}

}  // namespace

Pool::Pool(Options options, prometheus::Registry& registry)
    : options_(std::move(options)),
      in_use_metric_(prometheus::BuildGauge()
                         .Name("lossy_database_connections_in_use")
                         .Help("Connections lent out now")
                         .Register(registry)
                         .Add({})),
      failures_metric_(prometheus::BuildCounter()
                           .Name("lossy_database_connect_failures_total")
                           .Help("Attempts to connect that failed")
                           .Register(registry)
                           .Add({})),
      wait_metric_(
          prometheus::BuildHistogram()
              .Name("lossy_database_acquire_seconds")
              .Help("Time until a connection was free")
              .Register(registry)
              .Add({}, prometheus::Histogram::BucketBoundaries{0.0001, 0.001, 0.01, 0.1, 1, 5})) {}

absl::StatusOr<Rows> Pool::Query(absl::string_view sql, std::initializer_list<Param> params) {
  absl::StatusOr<Rows> rows = Rows(nullptr);
  absl::Status status = Repeat([&](Connection& connection) {
    rows = connection.Query(sql, params);
    return rows.status();
  });
  if (!status.ok()) return status;
  return rows;
}

absl::Status Pool::Transaction(absl::FunctionRef<absl::Status(Connection&)> work) {
  return Repeat([&](Connection& connection) { return RunTransaction(connection, work); });
}

absl::Status Pool::Repeat(absl::FunctionRef<absl::Status(Connection&)> work) {
  for (int attempt = 1;; ++attempt) {
    bool undone = false;
    absl::Status status = With([&](Connection& connection) {
      absl::Status done = work(connection);
      // Here, since the plans of other connections are outdated as well.
      if (!done.ok() && connection.may_repeat() && connection.outdated()) done = work(connection);
      undone = !done.ok() && connection.may_repeat();
      return done;
    });
    if (!undone) return status;
    if (attempt == kAttempts) {
      return absl::IsAborted(status) ? Unavailable("others change the same at the same time")
                                     : status;
    }
    PauseBeforeRepeat(attempt);
  }
}

void Pool::PauseBeforeRepeat(int attempt) {
  absl::Duration pause = kRepeatPause * (1 << attempt);
  {
    std::lock_guard lock(mutex_);
    pause *= absl::Uniform(random_, 0.0, 1.0);
  }
  absl::SleepFor(pause);
}

absl::Status Pool::With(absl::FunctionRef<absl::Status(Connection&)> work) {
  absl::StatusOr<std::unique_ptr<Connection>> connection = Acquire();
  if (!connection.ok()) return connection.status();
  absl::Status status = work(**connection);
  Release(*std::move(connection));
  return status;
}

absl::StatusOr<std::unique_ptr<Connection>> Pool::Acquire() {
  const absl::Time start = SteadyNow();
  absl::StatusOr<std::unique_ptr<Connection>> connection = Borrow();
  if (connection.ok() && *connection == nullptr) connection = Open();
  wait_metric_.Observe(absl::ToDoubleSeconds(SteadyNow() - start));
  return connection;
}

absl::StatusOr<std::unique_ptr<Connection>> Pool::Borrow() {
  Connections dead;  // Closed when the lock is free again.
  const absl::Time deadline = SteadyNow() + options_.acquire_timeout;
  std::unique_lock lock(mutex_);
  for (;;) {
    std::unique_ptr<Connection> idle = TakeIdleLocked(dead);
    const bool room = lent_ < options_.size && !opening_;
    const absl::Time now = SteadyNow();
    if (idle != nullptr || (room && now >= refused_until_)) {
      opening_ = opening_ || idle == nullptr;
      in_use_metric_.Set(++lent_);
      return idle;
    }
    if (away_) return Unavailable("the database is away");
    if (now >= deadline) return Unavailable("the database is busy");
    const absl::Time until = room ? std::min(deadline, refused_until_) : deadline;
    freed_.wait_for(lock, absl::ToChronoMicroseconds(until - now));
  }
}

std::unique_ptr<Connection> Pool::TakeIdleLocked(Connections& dead) {
  while (!idle_.empty()) {
    std::unique_ptr<Connection> connection = std::move(idle_.back());
    idle_.pop_back();
    if (connection->Healthy()) return connection;
    dead.push_back(std::move(connection));
  }
  return nullptr;
}

absl::StatusOr<std::unique_ptr<Connection>> Pool::Open() {
  absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(options_.url, options_.schema, options_.limits);
  if (!connection.ok()) {
    failures_metric_.Increment();
    connection = Refused(connection.status());
  }
  {
    std::lock_guard lock(mutex_);
    opening_ = false;
    away_ = !connection.ok();
    refused_until_ = away_ ? SteadyNow() + NextPauseLocked() : absl::InfinitePast();
    failures_ = away_ ? failures_ + 1 : 0;
    if (away_) in_use_metric_.Set(--lent_);
  }
  freed_.notify_all();
  return connection;
}

// The words for the operator are not for clients.
absl::Status Pool::Refused(const absl::Status& problem) const {
  if (absl::IsUnavailable(problem)) return problem;
  Log(LogLevel::kWarning, "database_refused",
      {{"schema", absl::string_view(options_.schema)}, {"problem", problem.message()}});
  return Unavailable("the database cannot be used as it is");
}

absl::Duration Pool::NextPauseLocked() {
  constexpr int kMostDoublings = 16;
  const double doubled = std::exp2(std::min(failures_, kMostDoublings));
  const absl::Duration pause =
      std::min(options_.retry_pause * doubled, options_.longest_retry_pause);
  return pause * absl::Uniform(random_, 0.5, 1.0);
}

void Pool::Release(std::unique_ptr<Connection> connection) {
  Connections dead;  // Closed when the lock is free again.
  if (connection->lacks_schema()) schema_is_lost_ = true;
  {
    std::lock_guard lock(mutex_);
    in_use_metric_.Set(--lent_);
    // Its plans were made for tables that are gone.
    if (!connection->lacks_schema() && connection->Healthy()) {
      away_ = false;
      idle_.push_back(std::move(connection));
    } else {
      // What ended this one has ended the others, or makes them wait.
      dead = std::exchange(idle_, {});
    }
  }
  freed_.notify_one();
}

}  // namespace lossy::base::pg
