#pragma once

#include <mutex>

#include "absl/time/time.h"
#include "absl/types/optional.h"
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

  // Nullopt: turned away. Whoever is let through reports once.
  absl::optional<Pass> Enter();
  void Report(Pass pass, Outcome outcome);

  State state() const;
  // Until a call can be let through. Zero: now, or when the probe is back.
  absl::Duration left() const;

 private:
  void Open();

  const Options options_;
  const base::Clock& clock_;

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  State state_ = State::kClosed;
  int failures_ = 0;  // In a row.
  absl::Time open_until_;
  bool probing_ = false;
};

}  // namespace lossy::agent
