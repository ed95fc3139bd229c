// Measures appends to the log in PostgreSQL, whose server syncs each commit to the disk, and to the
// log in memory. Publishers wait for each answer, as calls do.

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/pg/test_database.h"
#include "base/text/uuid.h"
#include "base/time/clock.h"
#include "benchmark/benchmark.h"
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
  base::pg::Pool pool{{.url = server.url(), .schema = "notifications"}, registry};
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

void BM_Memory(benchmark::State& state) { AppendAll(state, Memory()); }

BENCHMARK(BM_Postgres)->Threads(1)->Threads(16)->Threads(256)->Threads(1000)->UseRealTime();
BENCHMARK(BM_Memory)->Threads(1)->Threads(256)->UseRealTime();

}  // namespace
}  // namespace lossy::notifications
