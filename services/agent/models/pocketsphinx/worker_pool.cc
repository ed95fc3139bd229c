#include "services/agent/models/pocketsphinx/worker_pool.h"

#include <algorithm>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "base/time/clock.h"

namespace lossy::agent {
namespace {

constexpr absl::string_view kWorkerLost = "lossy.agent.WorkerLost";

absl::Status WithLostWorker(const absl::Status& why) {
  absl::Status status = base::Unavailable(
      absl::StrCat("the recogniser was lost with this recording: ", why.message()));
  status.SetPayload(kWorkerLost, absl::Cord());
  return status;
}

}  // namespace

WorkerPool::WorkerPool(Options options, prometheus::Registry& registry)
    : options_(std::move(options)),
      metrics_(registry),
      threads_(std::make_unique<base::Workers>(options_.workers)) {}

WorkerPool::~WorkerPool() {
  Stop();
  threads_.reset();
}

absl::StatusOr<Answer> WorkerPool::Ask(absl::string_view audio, absl::Time deadline) {
  if (audio.empty()) return base::InvalidArgument("recording", "is empty");
  if (audio.size() > kMaxAudioBytes) {
    return base::InvalidArgument("recording",
                                 absl::StrCat("has more than ", kMaxAudioBytes, " bytes"));
  }
  auto job = std::make_shared<WorkerJob>(audio, deadline);
  threads_->Post([this, job] {
    if (!job->Begin()) return;
    metrics_.busy.Increment();
    absl::StatusOr<Answer> answer = Work(*job);
    metrics_.busy.Decrement();
    job->Finish(std::move(answer));
  });
  absl::StatusOr<Answer> answer = job->Await();
  if (answer.ok() && answer->outcome == Outcome::kRefused) {
    return base::InvalidArgument("recording", answer->text);
  }
  return answer;
}

void WorkerPool::Stop() {
  const base::MutexLock lock(mutex_);
  stopped_ = true;
  for (const SpeechProcess* process : asked_) process->Interrupt();
}

absl::StatusOr<Answer> WorkerPool::Work(const WorkerJob& job) {
  absl::StatusOr<std::unique_ptr<SpeechProcess>> process = Take();
  if (!process.ok()) return process.status();
  if (job.deadline() <= base::SteadyNow()) {
    ReturnIdle(*std::move(process));
    return absl::DeadlineExceededError("the recogniser was not ready in time");
  }
  absl::StatusOr<Answer> answer = AskProcess(**process, job);
  if (!answer.ok()) return Lost(answer.status(), job);
  ReturnIdle(*std::move(process));
  return answer;
}

absl::StatusOr<std::unique_ptr<SpeechProcess>> WorkerPool::Take() {
  std::unique_ptr<SpeechProcess> idle = TakeIdle();
  if (idle != nullptr && idle->IsIdle()) return idle;
  if (idle != nullptr) CountLost(absl::AbortedError("it ended while it was idle"));
  absl::StatusOr<std::unique_ptr<SpeechProcess>> started =
      SpeechProcess::Start(options_.command, base::SteadyNow() + options_.start_limit);
  if (started.ok()) {
    base::Log(base::LogLevel::kInfo, "speech_worker_started",
              {{"confinement", absl::string_view((*started)->confinement())}});
    return started;
  }
  CountLost(started.status());
  return base::Unavailable(
      absl::StrCat("the recogniser cannot be started: ", started.status().message()));
}

std::unique_ptr<SpeechProcess> WorkerPool::TakeIdle() {
  const base::MutexLock lock(mutex_);
  if (idle_.empty()) return nullptr;
  std::unique_ptr<SpeechProcess> process = std::move(idle_.back());
  idle_.pop_back();
  return process;
}

absl::StatusOr<Answer> WorkerPool::AskProcess(SpeechProcess& process, const WorkerJob& job) {
  {
    const base::MutexLock lock(mutex_);
    if (stopped_) return absl::UnavailableError("");
    asked_.insert(&process);
  }
  absl::StatusOr<Answer> answer =
      process.Ask(job.audio(), std::min(job.deadline(), base::SteadyNow() + options_.work_limit));
  const base::MutexLock lock(mutex_);
  asked_.erase(&process);
  return answer;
}

void WorkerPool::ReturnIdle(std::unique_ptr<SpeechProcess> process) {
  const base::MutexLock lock(mutex_);
  idle_.push_back(std::move(process));
}

absl::Status WorkerPool::Lost(const absl::Status& why, const WorkerJob& job) {
  {
    const base::MutexLock lock(mutex_);
    if (stopped_) return base::Unavailable("the recogniser is stopping");
  }
  CountLost(why);
  const bool too_late = absl::IsDeadlineExceeded(why) && job.deadline() <= base::SteadyNow();
  return too_late ? why : WithLostWorker(why);
}

void WorkerPool::CountLost(const absl::Status& why) {
  metrics_.CountLost(why);
  base::Log(base::LogLevel::kWarning, "speech_worker_lost", {{"problem", why.message()}});
}

bool WorkerLost(const absl::Status& status) { return status.GetPayload(kWorkerLost).has_value(); }

}  // namespace lossy::agent
