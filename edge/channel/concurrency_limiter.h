#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/random/random.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/time/clock.h"
#include "edge/channel/fair_queue.h"
#include "edge/metrics/concurrency_metrics.h"
#include "edge/net/executor.h"

namespace lossy::edge {

struct AdmissionLimits {
  std::size_t max_inside = 32;
  std::size_t max_waiting = 20'000;
  absl::Duration max_wait = absl::Seconds(5);
};

// Lets guests in, so many at once; the others wait, users in turns.
//
// Who has waited too long is refused, and who finds the line full is so soon. Those who came
// together are not sent away together, nor asked to come back together: refusals are spread over
// time, as many clients come back a fixed time after theirs. Belongs to one thread.
class ConcurrencyLimiter {
 public:
  // Called on that thread, never from within Enter or the end of a place. A guest may give up its
  // place, and others theirs, in both.
  class Guest {
   public:
    virtual ~Guest() = default;
    virtual void OnAdmitted() = 0;
    // UNAVAILABLE, with the time after which to come back. The place is worth nothing any more.
    virtual void OnRefused(const absl::Status& status) = 0;
  };

  // A guest's place, inside or in the line, until it is destroyed.
  class Place;

  // The references must outlive it, and it the places.
  ConcurrencyLimiter(const AdmissionLimits& limits, Executor& home, const base::Clock& clock,
                     ConcurrencyMetrics& metrics);

  // A place that is inside at once, or whose guest will be told. `guest` must outlive the place.
  std::unique_ptr<Place> Enter(const std::string& user_id, Guest& guest);

  // Refuses those whose time has come. To be called every kTick or so.
  void Tick();
  static constexpr absl::Duration kTick = absl::Milliseconds(100);

 private:
  using Line = FairQueue<Place>;
  // By when they are refused, and the order of coming.
  using Deadlines = std::map<std::pair<absl::Time, std::uint64_t>, Place*>;

  void Wait(const std::string& user_id, Place& place);
  void LetIn(Place& place);
  void FillLater();
  void Fill();
  void Forget(Place& place);
  absl::Status Refusal();

  const AdmissionLimits limits_;
  Executor& home_;
  const base::Clock& clock_;
  ConcurrencyMetrics& metrics_;
  std::size_t inside_ = 0;
  Line line_;
  Deadlines deadlines_;  // Of those in the line, and of those who found it full.
  std::uint64_t arrivals_ = 0;
  bool filling_ = false;  // Fill was posted.
  absl::BitGen random_;
};

class ConcurrencyLimiter::Place {
 public:
  ~Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  bool inside() const { return state_ == State::kInside; }

 private:
  friend class ConcurrencyLimiter;

  enum class State : std::uint8_t { kInside, kWaiting, kTurnedAway, kRefused };

  Place(ConcurrencyLimiter& admission, Guest& guest, absl::Time came)
      : admission_(admission), guest_(guest), came_(came) {}

  ConcurrencyLimiter& admission_;
  Guest& guest_;
  const absl::Time came_;
  State state_ = State::kRefused;
  Line::Spot spot_;               // While it waits.
  Deadlines::iterator deadline_;  // While it waits, or was turned away.
};

}  // namespace lossy::edge
