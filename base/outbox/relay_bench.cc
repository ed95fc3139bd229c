// Measures the delivery of a full outbox in PostgreSQL, whose server syncs commits to the disk: the
// items of one kind alone, and beside two other kinds with many items and slow receivers. `ratio`
// is the time beside the other kinds divided by the time alone; it is 1 if lanes are independent.

#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "base/outbox/one_by_one.h"
#include "base/outbox/outbox.h"
#include "base/outbox/relay.h"
#include "base/pg/migrate.h"
#include "base/pg/test_database.h"
#include "base/time/clock.h"
#include "benchmark/benchmark.h"

namespace lossy::base {
namespace {

constexpr int kItems = 20'000;
constexpr int kTopics = 500;
constexpr absl::Duration kSlow = absl::Milliseconds(1);

void Check(const absl::Status& status) {
  if (!status.ok()) {
    fprintf(stderr, "%s\n", status.ToString().c_str());
    std::abort();
  }
}

struct Postgres {
  Postgres() { Check(pg::Migrate(pool, OutboxMigrations())); }

  void Fill(const std::string& kind) {
    Check(pool.Query("INSERT INTO outbox (id, kind, target, user_id, request_id, payload) "
                     "SELECT gen_random_uuid(), $1, 't' || i % $2::int, 'u', 'r', "
                     "decode(repeat('78', 210), 'hex') FROM generate_series(1, $3::int) AS g(i)",
                     {kind, kTopics, kItems})
              .status());
  }

  pg::TestDatabase server{pg::TestDatabase::Fsync::kOn};
  prometheus::Registry registry;
  pg::Pool pool{{.url = server.url(), .schema = "bench", .limits = {.statement = absl::Minutes(1)}},
                registry};
};

// Returns the time in which a relay delivers the items of kPublish. `others` have as many items.
absl::Duration Deliver(Postgres& postgres, const std::vector<std::string>& others) {
  Check(postgres.pool.Query("TRUNCATE outbox").status());
  postgres.Fill(std::string(kPublish));
  std::atomic<int> left{kItems};
  std::promise<void> done;
  std::map<std::string, Relay::Handler> handlers;
  handlers.emplace(kPublish, [&](absl::Span<const Outgoing> batch) {
    left -= static_cast<int>(batch.size());
    if (left == 0) done.set_value();
    return std::vector<absl::Status>(batch.size());
  });
  for (const std::string& kind : others) {
    postgres.Fill(kind);
    handlers.emplace(kind, OneByOne([](const Outgoing&) {
                       absl::SleepFor(kSlow);
                       return absl::OkStatus();
                     }));
  }
  prometheus::Registry registry;
  const absl::Time start = SteadyNow();
  const Relay relay(postgres.pool, std::move(handlers), {}, registry);
  done.get_future().wait();
  return SteadyNow() - start;
}

void BM_Relay(benchmark::State& state) {
  Postgres postgres;
  absl::Duration alone, beside;
  for (auto _ : state) {
    alone += Deliver(postgres, {});
    beside += Deliver(postgres, {"slow", "slower"});
  }
  const double items = static_cast<double>(kItems) * static_cast<double>(state.iterations());
  state.counters["alone_per_s"] = items / absl::ToDoubleSeconds(alone);
  state.counters["beside_per_s"] = items / absl::ToDoubleSeconds(beside);
  state.counters["ratio"] = absl::FDivDuration(beside, alone);
}

BENCHMARK(BM_Relay)->Iterations(3)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace lossy::base
