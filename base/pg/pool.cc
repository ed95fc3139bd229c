#include "base/pg/pool.h"

#include <utility>

#include "absl/time/clock.h"
#include "base/error/error.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"

namespace lossy::base::pg {
namespace {

constexpr int kAttempts = 3;

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
  absl::Status lent = With([&](Connection& connection) {
    rows = connection.Query(sql, params);
    return rows.status();
  });
  if (!lent.ok()) return lent;
  return rows;
}

absl::Status Pool::Transaction(absl::FunctionRef<absl::Status(Connection&)> work) {
  absl::Status status;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    status = TryTransaction(work);
    if (!absl::IsAborted(status)) return status;
  }
  return status;
}

absl::Status Pool::TryTransaction(absl::FunctionRef<absl::Status(Connection&)> work) {
  return With([&](Connection& connection) {
    if (absl::Status begun = connection.Execute("BEGIN"); !begun.ok()) return begun;
    absl::Status status = work(connection);
    if (status.ok()) return connection.Execute("COMMIT");
    // A failed rollback breaks the connection, and the pool drops it.
    connection.Execute("ROLLBACK").IgnoreError();
    return status;
  });
}

absl::Status Pool::With(absl::FunctionRef<absl::Status(Connection&)> work) {
  absl::StatusOr<std::unique_ptr<Connection>> connection = Acquire();
  if (!connection.ok()) return connection.status();
  absl::Status status = work(**connection);
  Release(*std::move(connection));
  return status;
}

absl::StatusOr<std::unique_ptr<Connection>> Pool::Acquire() {
  const absl::Time start = absl::Now();
  std::unique_lock lock(mutex_);
  const bool free = freed_.wait_for(lock, absl::ToChronoMilliseconds(options_.acquire_timeout),
                                    [&] { return lent_ < options_.size; });
  if (!free) return Unavailable("the database is busy");
  ++lent_;
  in_use_metric_.Set(lent_);
  while (!idle_.empty()) {
    std::unique_ptr<Connection> connection = std::move(idle_.back());
    idle_.pop_back();
    if (!connection->Healthy()) continue;
    wait_metric_.Observe(absl::ToDoubleSeconds(absl::Now() - start));
    return connection;
  }
  const bool refused = start < refused_until_;
  lock.unlock();
  absl::StatusOr<std::unique_ptr<Connection>> opened = Unavailable("the database is away");
  if (!refused) opened = Open();
  if (!opened.ok()) Release(nullptr);
  wait_metric_.Observe(absl::ToDoubleSeconds(absl::Now() - start));
  return opened;
}

absl::StatusOr<std::unique_ptr<Connection>> Pool::Open() {
  absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(options_.url, options_.schema, options_.acquire_timeout);
  if (connection.ok()) {
    (*connection)->set_time_limit(options_.statement_timeout);
    return connection;
  }
  failures_metric_.Increment();
  std::lock_guard lock(mutex_);
  refused_until_ = absl::Now() + options_.retry_pause;
  return connection;
}

void Pool::Release(std::unique_ptr<Connection> connection) {
  const bool keep = connection != nullptr && connection->Healthy();
  {
    std::lock_guard lock(mutex_);
    --lent_;
    in_use_metric_.Set(lent_);
    if (keep) idle_.push_back(std::move(connection));
  }
  freed_.notify_one();
}

}  // namespace lossy::base::pg
