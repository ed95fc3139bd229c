#pragma once

#include <cstddef>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"

namespace lossy::agent {

// Rejects calls to a server that failed several times in a row. Thread-safe.
//
//   closed ── `failures` in a row ──► open ─── a call after `rest` ──────────► half open
//     ▲                                ▲                                          │
//     │                                └──────────── the probe failed ────────────┤
//     └───────────────────────────────── the probe succeeded ─────────────────────┘
//
// In the state half open, that call is the probe, and the object rejects all others. If the probe's
// outcome is unclear, the next call becomes the probe.
class CircuitBreaker {
 public:
  enum class State { kClosed, kHalfOpen, kOpen };
  enum class Outcome { kSucceeded, kFailed, kUnclear };

  struct Options {
    int failures = 5;                        // Successive failures that open the circuit.
    absl::Duration rest = absl::Seconds(5);  // The time from open to half open.
  };

  // The result of Enter for an accepted call, which must pass it to Report.
  struct Pass {
    bool probe = false;
  };

  // `clock` must outlive this object.
  CircuitBreaker(Options options, const base::Clock& clock) : options_(options), clock_(clock) {}

  // Enter asks for permission to call; nullopt means that the call is rejected. An accepted call
  // must report its outcome once with Report.
  //
  // `subject` identifies the input of the call, such as a recording; 0: the call shares its input
  // with no other. A second failure with one subject since the last success does not count, so that
  // a recording that crashes every server does not open the circuit.
  absl::optional<Pass> Enter();
  void Report(Pass pass, Outcome outcome, std::size_t subject = 0);

  State state() const;
  // Returns the time until Enter can accept a call. Zero: now, or when the probe ends.
  absl::Duration left() const;

 private:
  static constexpr std::size_t kMaxSubjects = 1'000;

  void Open() LOSSY_REQUIRES(mutex_);
  // Returns true if a call about the subject failed before, and notes that one failed now.
  bool HasFailed(std::size_t subject) LOSSY_REQUIRES(mutex_);

  const Options options_;
  const base::Clock& clock_;

  mutable base::Mutex mutex_;
  State state_ LOSSY_GUARDED_BY(mutex_) = State::kClosed;
  int failures_ LOSSY_GUARDED_BY(mutex_) = 0;  // In a row.
  // The subjects of failed calls since the last success.
  absl::flat_hash_set<std::size_t> failed_subjects_ LOSSY_GUARDED_BY(mutex_);
  absl::Time open_until_ LOSSY_GUARDED_BY(mutex_);
  bool probing_ LOSSY_GUARDED_BY(mutex_) = false;
};

}  // namespace lossy::agent
