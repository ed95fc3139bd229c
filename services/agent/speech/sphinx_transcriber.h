#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "base/workers/workers.h"
#include "services/agent/model/transcriber.h"
#include "services/agent/speech/hearing_job.h"
#include "services/agent/speech/speech_metrics.h"
#include "services/agent/speech/speech_process.h"

namespace lossy::agent {

// The embedded recogniser: a few processes, started when they are needed, that understand one
// recording at a time each. One that does anything but answer is replaced.
class SphinxTranscriber : public Transcriber {
 public:
  struct Options {
    std::vector<std::string> command;  // Of a process: its program and arguments.
    int workers = 1;
    absl::Duration start_limit = absl::Seconds(30);
    absl::Duration work_limit = absl::Minutes(4);  // For one recording, whatever its deadline.
  };

  // `registry` must outlive it.
  SphinxTranscriber(Options options, prometheus::Registry& registry);
  ~SphinxTranscriber() override;

  // Of the other errors, UNAVAILABLE says that no process was free, or could be started, or that
  // one was lost over this recording: then DiedOfIt. DEADLINE_EXCEEDED: it was not done in time.
  absl::StatusOr<Hearing> Transcribe(const Recording& recording) override;
  absl::string_view name() const override { return "pocketsphinx"; }

  // Lets what runs fail, and everything from now on. Thread-safe.
  void Stop();

 private:
  absl::StatusOr<Hearing> Hear(const HearingJob& job);
  // One that is idle already, or a new one.
  absl::StatusOr<std::unique_ptr<SpeechProcess>> Take();
  std::unique_ptr<SpeechProcess> TakeIdle();
  absl::StatusOr<Answer> Ask(SpeechProcess& process, const HearingJob& job);
  void PutBack(std::unique_ptr<SpeechProcess> process);
  void CountLost(const absl::Status& why);
  // What a process that was lost over the job means for it.
  absl::Status Lost(const absl::Status& why, const HearingJob& job);

  const Options options_;
  SpeechMetrics metrics_;

  std::mutex mutex_;
  bool stopped_ = false;                              // Guarded by mutex_.
  std::vector<std::unique_ptr<SpeechProcess>> idle_;  // Guarded by mutex_.
  absl::flat_hash_set<const SpeechProcess*> asked_;   // Guarded by mutex_.

  // A process ends with the thread that started it: these live as long as all. Last, for they use
  // what is above.
  std::unique_ptr<base::Workers> threads_;
};

// Whether a process was lost over the recording: it ended, took more than it may, or talked
// nonsense. That may be chance once; a recording that does it again and again is to be given up.
bool DiedOfIt(const absl::Status& status);

}  // namespace lossy::agent
