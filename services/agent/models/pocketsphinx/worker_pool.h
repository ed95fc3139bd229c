#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "base/workers/workers.h"
#include "services/agent/models/pocketsphinx/speech_metrics.h"
#include "services/agent/models/pocketsphinx/speech_process.h"
#include "services/agent/models/pocketsphinx/worker_job.h"

namespace lossy::agent {

// A few processes of one kind, started when they are needed, that work on one recording at a time
// each. One that does anything but answer is replaced. Thread-safe.
class WorkerPool {
 public:
  struct Options {
    std::vector<std::string> command;  // Of a process: its program and arguments.
    int workers = 1;
    absl::Duration start_limit = absl::Seconds(30);
    absl::Duration work_limit = absl::Minutes(4);  // For one recording, whatever its deadline.
  };

  // `registry` must outlive it.
  WorkerPool(Options options, prometheus::Registry& registry);
  ~WorkerPool();

  // What a process answers about the recording. INVALID_ARGUMENT: it cannot be decoded, is empty or
  // too large. UNAVAILABLE: no process was free, or could be started, or one was lost over this
  // recording: then DiedOfIt. DEADLINE_EXCEEDED: it was not done in time.
  absl::StatusOr<Answer> Ask(absl::string_view audio, absl::Time deadline);

  // Lets what runs fail, and everything from now on.
  void Stop();

 private:
  absl::StatusOr<Answer> Work(const WorkerJob& job);
  // One that is idle already, or a new one.
  absl::StatusOr<std::unique_ptr<SpeechProcess>> Take();
  std::unique_ptr<SpeechProcess> TakeIdle();
  absl::StatusOr<Answer> AskProcess(SpeechProcess& process, const WorkerJob& job);
  void PutBack(std::unique_ptr<SpeechProcess> process);
  void CountLost(const absl::Status& why);
  // What a process that was lost over the job means for it.
  absl::Status Lost(const absl::Status& why, const WorkerJob& job);

  const Options options_;
  SpeechMetrics metrics_;

  base::Mutex mutex_;
  bool stopped_ LOSSY_GUARDED_BY(mutex_) = false;
  std::vector<std::unique_ptr<SpeechProcess>> idle_ LOSSY_GUARDED_BY(mutex_);
  absl::flat_hash_set<const SpeechProcess*> asked_ LOSSY_GUARDED_BY(mutex_);

  // A process ends with the thread that started it: these live as long as all. Last, for they use
  // what is above.
  std::unique_ptr<base::Workers> threads_;
};

// Whether a process was lost over the recording: it ended, took more than it may, or talked
// nonsense. That may be chance once; a recording that does it again and again is to be given up.
bool DiedOfIt(const absl::Status& status);

}  // namespace lossy::agent
