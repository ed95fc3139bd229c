#include "base/pg/pool.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "base/metrics/add_metric.h"
#include "base/retry/backoff.h"
#include "base/time/clock.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"

namespace lossy::base::pg {
namespace {

// The pauses between the attempts let conflicting transactions end. Their sum is less than the time
// limit of one statement.
constexpr int kAttempts = 5;
constexpr Backoff kRepeatPause{.first = absl::Milliseconds(8), .longest = absl::Milliseconds(64)};

// Returns the labels of the pool, and `more`.
prometheus::Labels LabelsOf(const Pool::Options& options, prometheus::Labels more = {}) {
  if (!options.label.empty()) more.emplace("database", options.label);
  return more;
}

prometheus::Counter& Failed(prometheus::Registry& registry, const Pool::Options& options,
                            const char* reason) {
  return AddCounter(registry, "lossy_database_acquire_failures_total",
                    "Calls that got no connection to the database, by reason: busy: none became "
                    "free in time; down: the server does not answer",
                    LabelsOf(options, {{"reason", reason}}));
}

}  // namespace

Pool::Pool(Options options, prometheus::Registry& registry)
    : options_(std::move(options)),
      in_use_metric_(AddGauge(registry, "lossy_database_connections_in_use",
                              "Connections to the database that a call uses now",
                              LabelsOf(options_))),
      waiting_metric_(AddGauge(registry, "lossy_database_connections_waiting",
                               "Calls that wait for a connection to the database now",
                               LabelsOf(options_))),
      failures_metric_(AddCounter(registry, "lossy_database_connect_failures_total",
                                  "Attempts to connect to the database that failed",
                                  LabelsOf(options_))),
      wait_metric_(AddHistogram(registry, "lossy_database_acquire_seconds",
                                "Time that a call waited for a connection, in seconds",
                                {0.0001, 0.001, 0.01, 0.1, 1, 5}, LabelsOf(options_))),
      busy_metric_(Failed(registry, options_, "busy")),
      down_metric_(Failed(registry, options_, "down")) {
  for (std::size_t i = 0; i < kErrorClasses; ++i) {
    error_metrics_[i] = &AddCounter(
        registry, "lossy_database_errors_total", "Statements that the database failed, by class",
        LabelsOf(options_, {{"class", std::string(ErrorClassName(static_cast<ErrorClass>(i)))}}));
  }
  AddGauge(registry, "lossy_database_connections_max",
           "Most connections to the database that the process opens", LabelsOf(options_))
      .Set(options_.size);
}

bool Pool::is_down() const {
  MutexLock lock(mutex_);
  return down_;
}

absl::StatusOr<Rows> Pool::Query(absl::string_view sql, absl::Span<const Param> params) {
  absl::StatusOr<Rows> rows = Rows(nullptr);
  absl::Status status = Repeat([&](Connection& connection) {
    rows = connection.Query(sql, params);
    return rows.status();
  });
  if (!status.ok()) return status;
  return rows;
}

absl::Status Pool::Transaction(absl::FunctionRef<absl::Status(pg::Transaction&)> work) {
  return Repeat([&](Connection& connection) {
    return pg::Transaction::Run(connection, commit_listeners_, work);
  });
}

absl::Status Pool::Repeat(absl::FunctionRef<absl::Status(Connection&)> work) {
  for (int attempt = 1;; ++attempt) {
    bool undone = false;
    absl::Status status = With([&](Connection& connection) {
      absl::Status done = work(connection);
      // On the same connection, since the plans of other connections are outdated as well.
      if (!done.ok() && connection.may_repeat() && connection.outdated()) done = work(connection);
      undone = !done.ok() && connection.may_repeat();
      return done;
    });
    if (!undone) return status;
    if (attempt == kAttempts) {
      return absl::IsAborted(status)
                 ? Unavailable("conflicting transactions prevented every attempt")
                 : status;
    }
    PauseBeforeRepeat(attempt);
  }
}

void Pool::PauseBeforeRepeat(int attempt) {
  absl::Duration pause;
  {
    MutexLock lock(mutex_);
    pause = Jitter(kRepeatPause.After(attempt), /*least=*/0, random_);
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
  Connections dead;  // Declared before the lock, so that they close after its release.
  const absl::Time deadline = SteadyNow() + options_.acquire_timeout;
  MutexLock lock(mutex_);
  for (;;) {
    std::unique_ptr<Connection> idle = TakeIdle(&dead);
    const bool room = lent_ < options_.size && !opening_;
    const absl::Time now = SteadyNow();
    if (idle != nullptr || (room && now >= next_attempt_)) {
      opening_ = opening_ || idle == nullptr;
      in_use_metric_.Set(++lent_);
      return idle;
    }
    if (down_) {
      down_metric_.Increment();
      return Unavailable("the database is unavailable");
    }
    if (now >= deadline) {
      busy_metric_.Increment();
      return Unavailable("the database is busy");
    }
    const absl::Time until = room ? std::min(deadline, next_attempt_) : deadline;
    waiting_metric_.Increment();
    freed_.WaitUntil(mutex_, until);
    waiting_metric_.Decrement();
  }
}

std::unique_ptr<Connection> Pool::TakeIdle(Connections* dead) {
  while (!idle_.empty()) {
    std::unique_ptr<Connection> connection = std::move(idle_.back());
    idle_.pop_back();
    if (connection->Healthy()) return connection;
    dead->push_back(std::move(connection));
  }
  return nullptr;
}

absl::StatusOr<std::unique_ptr<Connection>> Pool::Open() {
  absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(options_.url, options_.schema, options_.limits, options_.settings);
  if (!connection.ok()) {
    failures_metric_.Increment();
    down_metric_.Increment();
    connection = Refused(connection.status());
  }
  {
    MutexLock lock(mutex_);
    opening_ = false;
    down_ = !connection.ok();
    next_attempt_ = down_ ? SteadyNow() + NextPause() : absl::InfinitePast();
    failures_ = down_ ? failures_ + 1 : 0;
    if (down_) in_use_metric_.Set(--lent_);
  }
  freed_.NotifyAll();
  return connection;
}

// Instructions for the operator must not reach clients.
absl::Status Pool::Refused(const absl::Status& problem) const {
  if (absl::IsUnavailable(problem)) return problem;
  Log(LogLevel::kWarning, "database_refused",
      {{"schema", absl::string_view(options_.schema)}, {"problem", problem.message()}});
  return Unavailable("the database cannot be used as it is");
}

absl::Duration Pool::NextPause() {
  const Backoff backoff{.first = options_.retry_pause, .longest = options_.longest_retry_pause};
  return Jitter(backoff.After(failures_ + 1), /*least=*/0.5, random_);
}

void Pool::CountErrors(Connection& connection) {
  const ErrorCounts errors = connection.TakeErrors();
  for (std::size_t i = 0; i < kErrorClasses; ++i) {
    if (errors[i] > 0) error_metrics_[i]->Increment(errors[i]);
  }
}

void Pool::Release(std::unique_ptr<Connection> connection) {
  Connections dead;  // Declared before the lock, so that they close after its release.
  if (connection->lacks_schema()) schema_is_lost_ = true;
  CountErrors(*connection);
  {
    MutexLock lock(mutex_);
    in_use_metric_.Set(--lent_);
    // The plans of a connection that lacks its schema are for dropped tables.
    if (!connection->lacks_schema() && connection->Healthy()) {
      down_ = false;
      idle_.push_back(std::move(connection));
    } else {
      // The failure that broke this connection has probably broken the idle ones too.
      dead = std::exchange(idle_, {});
    }
  }
  freed_.NotifyOne();
}

}  // namespace lossy::base::pg
