#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "base/workers/workers.h"
#include "services/agent/storage/transcript_store.h"

namespace lossy::agent {

// Takes transcripts of one stage from the queue as fast as there are threads for them, and keeps
// those that are worked on its own. A crash at any point leaves them to whoever claims them when
// the lease is over.
class Dispatcher {
 public:
  struct Options {
    // Of work at a time; each may wait for a model. One user has at most half of them, so that the
    // work of another user finds a free one.
    int threads = 2;
    // For how long a transcript is a thread's own, unless it is renewed, which happens thrice in
    // that time. A replica that died is made up for after it.
    absl::Duration lease = absl::Seconds(5);
    // How long what another replica kept, or let rest, may lie unseen.
    absl::Duration poll = absl::Milliseconds(250);
  };
  using Work = std::function<void(const Transcript&)>;

  // `store` must outlive it. `work` is called on threads of its own.
  Dispatcher(TranscriptStore& store, Stage stage, Options options, Work work);
  // Waits for work that has begun.
  ~Dispatcher();

  // There is something new. Thread-safe, does not block.
  void Wake();

  // Works on what can be claimed now, here; how many that were. For tests, with threads = 0.
  int WorkOnce();

 private:
  void Loop();
  // How many were claimed.
  int ClaimAndPost();
  void Done(const std::string& id);
  void RenewLeases();
  // Users who have as many threads as one user may have.
  std::vector<std::string> BusyUsers();

  TranscriptStore& store_;
  const Stage stage_;
  const Options options_;
  const Work work_;

  std::mutex mutex_;
  std::condition_variable changed_;
  absl::flat_hash_map<std::string, std::string> working_;  // Guarded by mutex_. Users by id.
  absl::Time renew_at_ = absl::InfiniteFuture();           // Guarded by mutex_.
  bool woken_ = false;                                     // Guarded by mutex_.
  bool stop_ = false;                                      // Guarded by mutex_.
  base::Workers workers_;
  std::thread loop_;
};

}  // namespace lossy::agent
