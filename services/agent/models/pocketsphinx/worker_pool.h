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

// A pool of worker processes of one kind. Each starts when it is first needed and works on one
// recording at a time. The pool replaces a process that fails to answer. Thread-safe.
class WorkerPool {
 public:
  struct Options {
    std::vector<std::string> command;                // The program of a process, and its arguments.
    int workers = 1;                                 // The most processes.
    absl::Duration start_limit = absl::Seconds(30);  // For a process to become ready.
    absl::Duration work_limit = absl::Minutes(4);    // For one recording, whatever its deadline.
  };

  // `registry` must outlive this object.
  WorkerPool(Options options, prometheus::Registry& registry);
  ~WorkerPool();

  // Returns the answer of a process about the recording. Blocks at most until `deadline`, a steady
  // time. Returns INVALID_ARGUMENT if the recording cannot be decoded, is empty or too large.
  // Returns UNAVAILABLE if no process was free or could be started, or if a process was lost with
  // this recording (WorkerLost). Returns DEADLINE_EXCEEDED if no process finished it in time.
  absl::StatusOr<Answer> Ask(absl::string_view audio, absl::Time deadline);

  // Makes all present and later requests fail.
  void Stop();

 private:
  absl::StatusOr<Answer> Work(const WorkerJob& job);
  // Returns an idle process, or else a new one.
  absl::StatusOr<std::unique_ptr<SpeechProcess>> Take();
  std::unique_ptr<SpeechProcess> TakeIdle();
  absl::StatusOr<Answer> AskProcess(SpeechProcess& process, const WorkerJob& job);
  void ReturnIdle(std::unique_ptr<SpeechProcess> process);
  void CountLost(const absl::Status& why);
  // Returns the error of a job whose process was lost.
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

// True if `status` means that a process was lost with the recording: it ended, exceeded a limit, or
// sent bytes that are no answer. The cause may be chance. The caller should reject a recording with
// which it happens a second time.
bool WorkerLost(const absl::Status& status);

}  // namespace lossy::agent
