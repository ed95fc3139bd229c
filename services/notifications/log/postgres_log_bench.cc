// Measures appends to the log in PostgreSQL, whose server syncs each commit to the disk, and to the
// log in memory. Publishers wait for each answer, as calls do.

#include <algorithm>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/pg/test_database.h"
#include "base/text/uuid.h"
#include "base/time/clock.h"
#include "benchmark/benchmark.h"
#include "services/notifications/log/log_sql.h"
#include "services/notifications/log/memory_log.h"
#include "services/notifications/log/postgres_log.h"

namespace lossy::notifications {
namespace {

constexpr int kTopics = 5000;
constexpr std::size_t kEventBytes = 400;

google::protobuf::Any Event() {
  google::protobuf::Any event;
  event.set_type_url("type.googleapis.com/lossy.notes.v1.NoteEvent");
  event.set_value(std::string(kEventBytes, 'x'));
  return event;
}

std::string Topic(unsigned number) {
  return absl::StrCat("video:0192f0c1-0000-7000-8000-", 100'000'000'000 + number % kTopics);
}

void Check(const absl::Status& status) {
  if (!status.ok()) {
    fprintf(stderr, "%s\n", status.ToString().c_str());
    std::abort();
  }
}

// Uses the defaults of the flags.
struct Postgres {
  Postgres() {
    Check(log.Migrate());
    std::vector<std::string> names;
    for (int i = 0; i < kTopics; ++i) names.push_back(Topic(i));
    Check(log.Heads(std::vector<absl::string_view>(names.begin(), names.end())).status());
  }

  static Postgres& Get() {
    static Postgres postgres;
    return postgres;
  }

  base::pg::TestDatabase server{base::pg::TestDatabase::Fsync::kOn};
  prometheus::Registry registry;
  base::pg::Pool pool{{.url = server.url(),
                       .schema = "notifications",
                       .settings = {std::begin(kJoinByIndex), std::end(kJoinByIndex)}},
                      registry};
  AppendMetrics metrics{registry};
  PostgresLog log{pool, {}, metrics};
};

MemoryLog& Memory() {
  static MemoryLog log({}, base::RealClock());
  return log;
}

void AppendAll(benchmark::State& state, TopicLog& log) {
  const google::protobuf::Any event = Event();
  std::minstd_rand random(static_cast<unsigned>(state.thread_index()) + 1);
  std::vector<absl::Duration> took;
  for (auto _ : state) {
    const absl::Time start = base::SteadyNow();
    Check(log.Append(Topic(random()), base::NewUuid(), event).status());
    took.push_back(base::SteadyNow() - start);
  }
  state.SetItemsProcessed(state.iterations());
  std::sort(took.begin(), took.end());
  const auto share = [&](double part) {
    const auto at = static_cast<std::size_t>(part * static_cast<double>(took.size() - 1));
    return benchmark::Counter(absl::ToDoubleMilliseconds(took[at]),
                              benchmark::Counter::kAvgThreads);
  };
  state.counters["p50_ms"] = share(0.5);
  state.counters["p99_ms"] = share(0.99);
}

std::string Setting(const std::string& name) {
  const auto rows = Postgres::Get().pool.Query(absl::StrCat("SHOW ", name));
  Check(rows.status());
  return absl::StrCat(name, "=", rows->Text(0, 0));
}

void BM_Postgres(benchmark::State& state) {
  Postgres& postgres = Postgres::Get();
  const auto before = postgres.metrics.batch_events.Collect().histogram;
  AppendAll(state, postgres.log);
  if (state.thread_index() != 0) return;
  const auto after = postgres.metrics.batch_events.Collect().histogram;
  const auto batches = static_cast<double>(after.sample_count - before.sample_count);
  state.counters["batch"] = batches == 0 ? 0 : (after.sample_sum - before.sample_sum) / batches;
  const PostgresLog::Options options;
  state.SetLabel(absl::StrCat(Setting("fsync"), " ", Setting("synchronous_commit"), " ",
                              options.writers, " writers, batches of at most ",
                              options.writer.batch_events));
}

// The work of a second at rest: the search for changed topics and for events to delete.
absl::Duration SecondAtRest(PostgresLog& log, TopicLog::Mark& mark) {
  const absl::Time start = base::SteadyNow();
  const absl::StatusOr<TopicLog::Changes> changes = log.Changed(mark);
  Check(changes.status());
  mark = changes->mark;
  Check(log.Sweep(absl::Minutes(1)).status());
  return base::SteadyNow() - start;
}

// `ratio` is the time of a second at rest with many topics without use, divided by that without
// topics; it is 1 if the cost does not depend on the number of topics.
void BM_IdleTopics(benchmark::State& state) {
  constexpr int kIdleTopics = 50'000;
  base::pg::TestDatabase server{base::pg::TestDatabase::Fsync::kOn};
  prometheus::Registry registry;
  base::pg::Pool pool({.url = server.url(),
                       .schema = "notifications",
                       .settings = {std::begin(kJoinByIndex), std::end(kJoinByIndex)},
                       .limits = {.statement = absl::Minutes(1)}},
                      registry);
  AppendMetrics metrics(registry);
  PostgresLog log(pool, {.bounds = {.pass_pause = absl::Hours(1)}}, metrics);
  Check(log.Migrate());
  TopicLog::Mark mark;
  SecondAtRest(log, mark);
  absl::Duration without, with;
  for (auto _ : state) without += SecondAtRest(log, mark);
  Check(pool.Query("INSERT INTO topics (topic, epoch, head, gone) "
                   "SELECT 'idle ' || i, 'e', 1, 1 FROM generate_series(1, $1::int) AS g(i)",
                   {kIdleTopics})
            .status());
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(state.iterations()); ++i) {
    with += SecondAtRest(log, mark);
  }
  state.counters["ratio"] = absl::FDivDuration(with, without);
}

void BM_Memory(benchmark::State& state) { AppendAll(state, Memory()); }

BENCHMARK(BM_Postgres)->Threads(1)->Threads(16)->Threads(256)->Threads(1000)->UseRealTime();
BENCHMARK(BM_IdleTopics)->Iterations(1000)->UseRealTime();
BENCHMARK(BM_Memory)->Threads(1)->Threads(256)->UseRealTime();

}  // namespace
}  // namespace lossy::notifications
