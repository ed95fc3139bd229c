#pragma once

#include <cstddef>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"

namespace lossy::agent {

// Keeps calls away from a server that fails anyway. Thread-safe.
//
//   closed ── `failures` in a row ──► open ── `rest` is over, a call comes ──► half open
//     ▲                                ▲                                          │
//     │                                └──────────── the probe failed ────────────┤
//     └───────────────────────────────── the probe succeeded ─────────────────────┘
//
// Half open, that call is the probe, and all others are turned away. One that ends without telling
// anything about the server makes room for the next.
class CircuitBreaker {
 public:
  enum class State { kClosed, kHalfOpen, kOpen };
  enum class Outcome { kSucceeded, kFailed, kUnclear };

  struct Options {
    int failures = 5;
    absl::Duration rest = absl::Seconds(5);
  };

  // What a call that was let through brings back.
  struct Pass {
    bool probe = false;
  };

  // `clock` must outlive it.
  CircuitBreaker(Options options, const base::Clock& clock) : options_(options), clock_(clock) {}

  // Nullopt: turned away. Whoever is let through reports once. `subject` is what the call was
  // about; 0: something of its own. A second failure over one subject since the last success says
  // nothing new about the server: one recording that no server survives opens no circuit.
  absl::optional<Pass> Enter();
  void Report(Pass pass, Outcome outcome, std::size_t subject = 0);

  State state() const;
  // Until a call can be let through. Zero: now, or when the probe is back.
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
  // Since the last success.
  absl::flat_hash_set<std::size_t> failed_subjects_ LOSSY_GUARDED_BY(mutex_);
  absl::Time open_until_ LOSSY_GUARDED_BY(mutex_);
  bool probing_ LOSSY_GUARDED_BY(mutex_) = false;
};

}  // namespace lossy::agent
