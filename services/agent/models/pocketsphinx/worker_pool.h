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

// A few processes of one kind. Each starts when it is needed and works on one recording at a time.
// A process that fails to answer is replaced. Thread-safe.
class WorkerPool {
 public:
  struct Options {
    std::vector<std::string> command;  // Of a process: its program and arguments.
    int workers = 1;
    absl::Duration start_limit = absl::Seconds(30);
    absl::Duration work_limit = absl::Minutes(4);  // For one recording, whatever its deadline.
  };

  // `registry` must outlive this object.
  WorkerPool(Options options, prometheus::Registry& registry);
  ~WorkerPool();

  // The answer of a process about the recording. INVALID_ARGUMENT: the recording cannot be decoded,
  // is empty or too large. UNAVAILABLE: no process was free or could be started, or a process was
  // lost with this recording: see WorkerLost. DEADLINE_EXCEEDED: no process finished it in time.
  absl::StatusOr<Answer> Ask(absl::string_view audio, absl::Time deadline);

  // Makes all requests fail, those in progress and later ones.
  void Stop();

 private:
  absl::StatusOr<Answer> Work(const WorkerJob& job);
  // An idle process, or else a new one.
  absl::StatusOr<std::unique_ptr<SpeechProcess>> Take();
  std::unique_ptr<SpeechProcess> TakeIdle();
  absl::StatusOr<Answer> AskProcess(SpeechProcess& process, const WorkerJob& job);
  void ReturnIdle(std::unique_ptr<SpeechProcess> process);
  void CountLost(const absl::Status& why);
  // The error of a job whose process was lost.
  absl::Status Lost(const absl::Status& why, const WorkerJob& job);

  const Options options_;
  SpeechMetrics metrics_;

  base::Mutex mutex_;
  bool stopped_ LOSSY_GUARDED_BY(mutex_) = false;
  std::vector<std::unique_ptr<SpeechProcess>> idle_ LOSSY_GUARDED_BY(mutex_);
  absl::flat_hash_set<const SpeechProcess*> asked_ LOSSY_GUARDED_BY(mutex_);

  // A process ends with the thread that started it, so the threads live as long as this object.
  // They are the last member because they use the others.
  std::unique_ptr<base::Workers> threads_;
};

// True if a process was lost with the recording: it ended, exceeded a limit, or sent bytes that are
// no answer. Once may be chance. The caller should reject a recording with which it happens again.
bool WorkerLost(const absl::Status& status);

}  // namespace lossy::agent
