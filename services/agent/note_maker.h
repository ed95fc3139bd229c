#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "prometheus/registry.h"
#include "services/agent/model/note_writer.h"
#include "services/agent/note_keeper.h"
#include "services/agent/pg_store.h"

namespace lossy::agent {

// Turns transcripts into notes, on threads of its own. A transcript is worked on until it is a
// note, or there is a reason why it is none; a crash at any point repeats the work, and the note is
// still one.
class NoteMaker {
 public:
  struct Options {
    int threads = 2;
    // How many transcripts one thread takes at a time, and for how long they are its own.
    int batch = 8;
    absl::Duration lease = absl::Seconds(30);
    // How long what another replica kept, or dropped, may lie unseen.
    absl::Duration poll = absl::Milliseconds(250);
    absl::Duration first_rest = absl::Milliseconds(200);
    absl::Duration longest_rest = absl::Seconds(10);
    double min_confidence = 0.3;
  };

  // All must outlive it. `on_queued` is called after a commit that queued events.
  NoteMaker(PgStore& store, NoteWriter& writer, NoteKeeper& keeper, std::function<void()> on_queued,
            Options options, prometheus::Registry& registry);
  ~NoteMaker();

  // There is a new transcript. Thread-safe, does not block.
  void Wake();

  // Works on what can be claimed now, once; how many that were. For tests, with threads = 0.
  int WorkOnce();

 private:
  void Loop();
  void Work(const Transcript& transcript);
  void MakeNote(const Transcript& transcript, const Draft& draft);
  void Skip(const Transcript& transcript, const Draft& draft, const char* reason);
  void Fail(const Transcript& transcript, const absl::Status& status);
  void Retry(const Transcript& transcript, const absl::Status& status);
  void Finish(const Transcript& transcript, Fate fate, const std::vector<v1::SessionEvent>& events);

  PgStore& store_;
  NoteWriter& writer_;
  NoteKeeper& keeper_;
  const std::function<void()> on_queued_;
  const Options options_;
  prometheus::Family<prometheus::Counter>& outcomes_;
  prometheus::Histogram& seconds_;

  std::mutex mutex_;
  std::condition_variable changed_;
  int woken_ = 0;      // Guarded by mutex_.
  bool stop_ = false;  // Guarded by mutex_.
  std::vector<std::thread> threads_;
};

}  // namespace lossy::agent
