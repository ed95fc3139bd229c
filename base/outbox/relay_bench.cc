// Measures the delivery of a full outbox in PostgreSQL, whose server syncs commits to the disk.
//
// BM_Relay: the items of one kind alone, and beside two other kinds with many items and slow
// receivers. `ratio` is the time beside the other kinds divided by the time alone; it is 1 if lanes
// are independent.
//
// BM_TwoRelays: the items of one kind by one relay, and by two that share them. The receiver takes
// 10 ms for a batch, as a call to another machine does. `ratio` is the time of two relays divided
// by the time of one; it is 0.5 if they are independent.

#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "base/outbox/one_by_one.h"
#include "base/outbox/outbox.h"
#include "base/outbox/relay.h"
#include "base/pg/migrate.h"
#include "base/pg/test_database.h"
#include "base/testing/eventually.h"
#include "base/time/clock.h"
#include "benchmark/benchmark.h"

namespace lossy::base {
namespace {

constexpr int kItems = 20'000;
constexpr int kTopics = 500;
constexpr absl::Duration kSlow = absl::Milliseconds(1);
constexpr absl::Duration kCall = absl::Milliseconds(10);

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

// One replica of a service.
struct Replica {
  Replica(const std::string& url, Relay::Handler handler)
      : pool({.url = url, .schema = "bench"}, registry),
        relay(pool, {{std::string(kPublish), std::move(handler)}}, {}, registry) {}

  prometheus::Registry registry;
  pg::Pool pool;
  Relay relay;
};

void AwaitLeaders(Postgres& postgres, int number) {
  Check(Eventually([&] {
    const absl::StatusOr<pg::Rows> leads = postgres.pool.Query(
        "SELECT count(*) = 16 AND count(DISTINCT pid) = $1::int FROM pg_locks "
        "WHERE classid = 7310424",
        {number});
    return leads.ok() && leads->Bool(0, 0);
  })
            ? absl::OkStatus()
            : absl::DeadlineExceededError("the relays do not share the shards"));
}

// Returns the time in which `relays` relays deliver the items of kPublish.
absl::Duration DeliverShared(Postgres& postgres, int relays) {
  Check(postgres.pool.Query("TRUNCATE outbox").status());
  std::atomic<int> left{kItems};
  std::promise<void> done;
  const auto handler = [&](absl::Span<const Outgoing> batch) {
    absl::SleepFor(kCall);
    if ((left -= static_cast<int>(batch.size())) == 0) done.set_value();
    return std::vector<absl::Status>(batch.size());
  };
  std::vector<std::unique_ptr<Replica>> replicas;
  for (int i = 0; i < relays; ++i) {
    replicas.push_back(std::make_unique<Replica>(postgres.server.url(), handler));
  }
  AwaitLeaders(postgres, relays);
  postgres.Fill(std::string(kPublish));
  const absl::Time start = SteadyNow();
  Check(postgres.pool
            .Query("SELECT pg_notify('outbox_' || hashtext(current_schema() || '.publish'), '')")
            .status());
  done.get_future().wait();
  return SteadyNow() - start;
}

void BM_TwoRelays(benchmark::State& state) {
  Postgres postgres;
  absl::Duration one, two;
  for (auto _ : state) {
    one += DeliverShared(postgres, 1);
    two += DeliverShared(postgres, 2);
  }
  const double items = static_cast<double>(kItems) * static_cast<double>(state.iterations());
  state.counters["one_per_s"] = items / absl::ToDoubleSeconds(one);
  state.counters["two_per_s"] = items / absl::ToDoubleSeconds(two);
  state.counters["ratio"] = absl::FDivDuration(two, one);
}

BENCHMARK(BM_TwoRelays)->Iterations(3)->Unit(benchmark::kMillisecond)->UseRealTime();

BENCHMARK(BM_Relay)->Iterations(3)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace lossy::base
