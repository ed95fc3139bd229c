#include "services/admin/overviews.h"

#include <algorithm>
#include <utility>

#include "base/log/log.h"
#include "base/time/timestamp.h"
#include "services/admin/operator_log.h"

namespace lossy::admin {
namespace {

// A reading that differs in each answer, beside GetOverviewResponse::now, which says the same.
constexpr char kClockReading[] = "lossy_process_clock_seconds";

// Removes the reading of the clock.
void RemoveClock(v1::GetOverviewResponse& overview) {
  auto& readings = *overview.mutable_readings();
  readings.erase(
      std::remove_if(readings.begin(), readings.end(),
                     [](const v1::Reading& reading) { return reading.name() == kClockReading; }),
      readings.end());
}

// Encodes the overview without the times that differ in each answer.
std::string StatesOf(console::v1::Overview overview) {
  overview.clear_made_at();
  for (console::v1::Replica& replica : *overview.mutable_replicas()) {
    if (replica.has_overview()) replica.mutable_overview()->clear_now();
  }
  return overview.SerializeAsString();
}

}  // namespace

console::v1::Overview Overviews::Get(const base::Caller& caller) {
  console::v1::Overview overview = Ask(caller);
  base::MutexLock lock(mutex_);
  watcher_ = caller;
  watcher_.deadline = absl::InfiniteFuture();
  watched_until_ = clock_.Steady() + kWatched;
  return overview;
}

base::TaskRun Overviews::PublishChanges() {
  base::Caller watcher;
  {
    base::MutexLock lock(mutex_);
    if (clock_.Steady() >= watched_until_) return {};
    watcher = watcher_;
  }
  console::v1::OverviewEvent event;
  *event.mutable_overview_changed() = Ask(watcher);
  std::string states = StatesOf(event.overview_changed());
  {
    base::MutexLock lock(mutex_);
    if (states == last_) return {};
    last_ = std::move(states);
  }
  const absl::Status published = publisher_.Publish(kOverviewTopic, event, watcher);
  if (published.ok()) return {.done = 1};
  base::Log(base::LogLevel::kWarning, "overview_not_published", {{"problem", published.message()}});
  // The next run publishes the same states.
  base::MutexLock lock(mutex_);
  last_.clear();
  return {};
}

base::PeriodicTasks::Task Overviews::Task(absl::Duration every) {
  return {.name = "publish_overview", .every = every, .work = [this] { return PublishChanges(); }};
}

console::v1::Overview Overviews::Ask(const base::Caller& caller) {
  console::v1::Overview overview;
  auto answers = client_.AskAll(replicas_.All(), caller, &AdminClient::Async::GetOverview,
                                v1::GetOverviewRequest());
  for (Answer<v1::GetOverviewResponse>& answer : answers) {
    console::v1::Replica& replica = *overview.add_replicas();
    replica.set_program(answer.replica.program());
    replica.set_address(answer.replica.address());
    replica.set_problem(ProblemOf(answer.status));
    if (!answer.status.ok()) continue;
    RemoveClock(answer.response);
    *replica.mutable_overview() = std::move(answer.response);
  }
  *overview.mutable_made_at() = base::ToTimestamp(clock_.Now());
  return overview;
}

}  // namespace lossy::admin
