#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/sync/mutex.h"
#include "base/workers/workers.h"
#include "services/agent/storage/transcript_store.h"

namespace lossy::agent {

// Dispatcher claims transcripts of one stage from the queue, works on them with its own threads,
// and renews their leases meanwhile. After a crash, another replica can claim them when the leases
// expire.
//
// New words that find a free thread need no claim: Keep stores them with a lease
// (docs/adr/0083). Words that follow in their session need none while a thread is free: the end of
// the utterance before claims them (docs/adr/0089).
//
// Thread-safe.
class Dispatcher {
 public:
  struct Options {
    // The number of transcripts in progress at the same time. One user has at most half of the
    // threads, so that the work of other users finds a free one.
    int threads = 2;
    // The length of a lease. The dispatcher renews a lease after a third to two thirds of this
    // time. Other replicas take over the work of a dead replica after this time.
    absl::Duration lease = absl::Seconds(5);
    // The dispatcher looks for work when Wake is called, when the first delay of a transcript ends,
    // and at the latest after `idle_poll`, since other replicas do not announce their work. The
    // time between two looks without a Wake is at least `poll`.
    absl::Duration poll = absl::Milliseconds(250);
    absl::Duration idle_poll = absl::Seconds(5);
  };
  using Work = std::function<void(const Transcript&)>;

  // `store` must outlive the object. `work` is called on the dispatcher's threads, concurrently.
  Dispatcher(TranscriptStore& store, Stage stage, Options options, Work work);
  // Waits for work in progress.
  ~Dispatcher();

  // Stores words for this stage, which must be kDraft, and begins to work on them. If no thread is
  // free, if other words of the user wait, or if an earlier utterance of the session is not
  // finished, the words wait for their turn. Returns the result of TranscriptStore::Keep. Blocks
  // for the database.
  absl::StatusOr<bool> Keep(const Transcript& words);

  // Announces new work. Does not block.
  void Wake();

  // Claims transcripts and works on them on the calling thread. Returns their number. For tests,
  // with threads = 0.
  int WorkOnce();

 private:
  // Calls work_ in a span that continues the trace of the words.
  void Run(const Transcript& transcript);
  void Loop();
  // Adds the transcript to those in progress.
  void Add(const Transcript& transcript) LOSSY_REQUIRES(mutex_);
  // Makes a thread work on the transcript, which is in working_.
  void Post(Transcript transcript);
  // Adds the words to working_ if they need not wait for their turn. Returns true if it did.
  bool Reserve(const Transcript& words);
  // Notes that the words wait in the queue. `follows`: behind an earlier utterance of the session.
  void Await(const Transcript& words, bool follows);
  // Makes the next look happen after `poll` at the latest.
  void LookSoon() LOSSY_REQUIRES(mutex_);
  // Returns the lease with which the end of an utterance claims the next one of its session; zero:
  // it claims none.
  absl::Duration LeaseOfNext();
  // Returns the number of claimed transcripts.
  int ClaimAndPost();
  // Claims if work is due, or at once if `announced`. Returns the pause before the next look.
  absl::Duration Look(bool announced);
  // Removes the transcript from those in progress, and adds the one that follows it, if any.
  void Done(const std::string& id, const absl::optional<Transcript>& next);
  void RenewLeases();
  // Returns the users that use as many threads as one user may.
  std::vector<std::string> BusyUsers();

  TranscriptStore& store_;
  const Stage stage_;
  const Options options_;
  const Work work_;

  base::Mutex mutex_;
  base::CondVar changed_;
  struct InProgress {
    std::string user_id;
    absl::Time leased_at;  // The steady time of the claim or of the last renewal.
  };
  // The transcripts in progress, by id.
  absl::flat_hash_map<std::string, InProgress> working_ LOSSY_GUARDED_BY(mutex_);
  // Users of whom more work waits, as far as the dispatcher has seen.
  absl::flat_hash_set<std::string> waiting_users_ LOSSY_GUARDED_BY(mutex_);
  // True if work of further users may wait.
  bool others_wait_ LOSSY_GUARDED_BY(mutex_) = true;
  // The steady time of the next renewal, which is infinite if there is nothing to renew.
  absl::Time renew_at_ LOSSY_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  // The steady time of the next look without a Wake.
  absl::Time look_at_ LOSSY_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool woken_ LOSSY_GUARDED_BY(mutex_) = false;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  base::Workers workers_;
  std::thread loop_;
};

}  // namespace lossy::agent
