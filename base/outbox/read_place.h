#pragma once

#include <cstdint>

#include "absl/time/time.h"

namespace lossy::base {

// ReadPlace knows where a look at the outbox may begin. A deleted item stays in its index until a
// vacuum, so that a look from the first item would read past all items of the last minute.
//
// A transaction may commit an item after another one committed an item with a higher `seq`. So the
// place is one to two pauses behind the deliveries, and after each pause a look begins at the first
// item.
//
// Threads: not thread-safe. All times are steady times.
class ReadPlace {
 public:
  // The interval between two looks that begin at the first item.
  static constexpr absl::Duration kWholePause = absl::Milliseconds(250);

  // Returns the lowest `seq` that the look at `now` must read.
  std::int64_t Begin(absl::Time now);
  // Notes that all items of a look were delivered, of which `seq` is the highest.
  void Advance(std::int64_t seq);
  // Makes the next looks begin at the first item, because they may find items that Advance passed.
  void Reset();
  // Returns the time at which a look must find what the looks since the last whole one may have
  // missed; infinite if they were whole.
  absl::Time NextWhole() const;

 private:
  absl::Time whole_at_ = absl::InfinitePast();
  bool is_partial_ = false;  // The last look did not begin at the first item.
  std::int64_t place_ = 0;
  std::int64_t next_place_ = 0;
  std::int64_t delivered_ = 0;
};

}  // namespace lossy::base
