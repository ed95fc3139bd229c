// Measures appends to the log in PostgreSQL, whose server syncs each commit to the disk, to a log
// that is spread over two servers, and to the log in memory. Publishers wait for each answer, as
// calls do.

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/pg/test_database.h"
#include "base/text/uuid.h"
#include "base/time/clock.h"
#include "benchmark/benchmark.h"
#include "services/notifications/log/log_sql.h"
#include "services/notifications/log/memory_log.h"
#include "services/notifications/log/postgres_log.h"
#include "services/notifications/log/spread_log.h"

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

// A log that is spread over the first databases of a list.
class Spread {
 public:
  explicit Spread(const std::vector<base::pg::TestDatabase*>& servers) {
    std::vector<PostgresLog*> all;
    for (base::pg::TestDatabase* server : servers) {
      pools_.push_back(std::make_unique<base::pg::Pool>(
          base::pg::Pool::Options{.url = server->url(),
                                  .schema = absl::StrCat("spread_over_", servers.size()),
                                  .settings = {std::begin(kJoinByIndex), std::end(kJoinByIndex)}},
          registry_));
      PostgresLog::Options options;
      options.placement = {.place = static_cast<int>(pools_.size()),
                           .places = static_cast<int>(servers.size())};
      logs_.push_back(std::make_unique<PostgresLog>(*pools_.back(), options, metrics_));
      Check(logs_.back()->Migrate());
      all.push_back(logs_.back().get());
    }
    log_ = std::make_unique<SpreadLog>(all, std::vector<std::string>());
  }

  // Lets `kPublishers` publishers for each database append `kEvents` events each, and adds the
  // costs to the sums.
  void Run() {
    const absl::Duration cpu = ServerCpu();
    const double batches = Batches();
    const absl::Time start = base::SteadyNow();
    std::vector<std::thread> publishers;
    for (std::size_t i = 0; i < kPublishers * logs_.size(); ++i) {
      publishers.emplace_back([this, i] { Publish(static_cast<unsigned>(i)); });
    }
    for (std::thread& publisher : publishers) publisher.join();
    took_ += base::SteadyNow() - start;
    cpu_ += ServerCpu() - cpu;
    statements_ += Batches() - batches;
    events_ += static_cast<double>(kPublishers * logs_.size() * kEvents);
  }

  // Makes the topics and the connections.
  void Warm() {
    std::vector<std::string> names;
    for (int i = 0; i < kTopics; ++i) names.push_back(Topic(i));
    Check(log_->Heads(std::vector<absl::string_view>(names.begin(), names.end())).status());
    Run();
    took_ = cpu_ = absl::ZeroDuration();
    statements_ = events_ = 0;
  }

  double events_per_second() const { return events_ / absl::ToDoubleSeconds(took_); }
  // The CPU of the processes of PostgreSQL.
  double cpu_us() const { return absl::ToDoubleMicroseconds(cpu_) / events_; }
  // Each batch is one statement (postgres_log_append_test.cc).
  double statements() const { return statements_ / events_; }

 private:
  static constexpr std::size_t kPublishers = 64, kEvents = 100;

  void Publish(unsigned seed) {
    std::minstd_rand random(seed + 1);
    const google::protobuf::Any event = Event();
    for (std::size_t i = 0; i < kEvents; ++i) {
      Check(log_->Append(Topic(random()), base::NewUuid(), event).status());
    }
  }

  double Batches() const {
    return static_cast<double>(metrics_.batch_events.Collect().histogram.sample_count);
  }

  // Returns the CPU time of the servers' processes that serve this log's connections.
  absl::Duration ServerCpu() {
    absl::Duration sum;
    for (const auto& pool : pools_) {
      const auto rows =
          pool->Query("SELECT pid FROM pg_stat_activity WHERE application_name = current_schema()");
      Check(rows.status());
      for (int i = 0; i < rows->size(); ++i) {
        std::ifstream file(absl::StrCat("/proc/", rows->Int(i, 0), "/schedstat"));
        std::int64_t nanoseconds = 0;
        file >> nanoseconds;
        sum += absl::Nanoseconds(nanoseconds);
      }
    }
    return sum;
  }

  prometheus::Registry registry_;
  AppendMetrics metrics_{registry_};
  std::vector<std::unique_ptr<base::pg::Pool>> pools_;
  std::vector<std::unique_ptr<PostgresLog>> logs_;
  std::unique_ptr<SpreadLog> log_;
  absl::Duration took_, cpu_;
  double statements_ = 0, events_ = 0;
};

// Appends to one database and to two by turns, with the same number of publishers for each
// database. The ratios are the costs of an event with two databases divided by those with one. They
// are 1 if another database adds no cost, so that two have twice the capacity.
void BM_Databases(benchmark::State& state) {
  base::pg::TestDatabase first{base::pg::TestDatabase::Fsync::kOn};
  base::pg::TestDatabase second{base::pg::TestDatabase::Fsync::kOn};
  Spread one({&first}), two({&first, &second});
  for (Spread* spread : {&one, &two}) spread->Warm();
  for (auto _ : state) {
    one.Run();
    two.Run();
  }
  state.counters["one_per_s"] = one.events_per_second();
  state.counters["two_per_s"] = two.events_per_second();
  state.counters["one_cpu_us"] = one.cpu_us();
  state.counters["two_cpu_us"] = two.cpu_us();
  state.counters["cpu_ratio"] = two.cpu_us() / one.cpu_us();
  state.counters["statements_ratio"] = two.statements() / one.statements();
}

void BM_Memory(benchmark::State& state) { AppendAll(state, Memory()); }

BENCHMARK(BM_Postgres)->Threads(1)->Threads(16)->Threads(256)->Threads(1000)->UseRealTime();
BENCHMARK(BM_Databases)->Iterations(10)->UseRealTime();
BENCHMARK(BM_IdleTopics)->Iterations(1000)->UseRealTime();
BENCHMARK(BM_Memory)->Threads(1)->Threads(256)->UseRealTime();

}  // namespace
}  // namespace lossy::notifications
