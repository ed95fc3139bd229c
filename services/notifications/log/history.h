#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/notifications/events/event.h"

namespace lossy::notifications {

// The newest events of one topic in memory, first in, first out. An empty history occupies almost
// no memory. Not thread-safe.
class History {
 public:
  std::size_t size() const { return entries_.size() - dropped_; }
  bool empty() const { return size() == 0; }
  // The sum of the bytes passed to Add.
  std::size_t bytes() const { return bytes_; }

  // Adds the event after the last one. `at` is the present time, and `bytes` the memory that the
  // event counts for.
  void Add(EventPtr event, absl::Time at, std::size_t bytes);

  // Removes the content of the events to which the redaction applies. bytes() does not change.
  void Redact(const v1::Redaction& redaction);
  // Changes the epoch in the positions of all events, which belong to `topic`.
  void SetEpoch(const std::string& topic, const std::string& epoch);

  // Removes the oldest event. The history must not be empty.
  void DropOldest();
  void Clear();
  // The times at which the oldest and the newest event were added. The history must not be empty.
  absl::Time oldest_at() const { return entries_[dropped_].at; }
  absl::Time newest_at() const { return entries_.back().at; }

  // Returns the offset of the event with this id, or nullopt.
  absl::optional<std::int64_t> Find(absl::string_view event_id) const;

  // Returns the first `limit` of the last `count` events, in order.
  std::vector<EventPtr> Last(std::size_t count, std::size_t limit) const;

 private:
  struct Entry {
    EventPtr event;
    absl::Time at;
    std::size_t bytes;
  };

  std::vector<Entry>::const_iterator Newest(std::size_t count) const;

  // The first `dropped_` entries have been dropped. They are erased together from time to time.
  std::vector<Entry> entries_;
  std::size_t dropped_ = 0;
  std::size_t bytes_ = 0;
  absl::flat_hash_map<absl::string_view, std::int64_t>
      offsets_;  // By event id. The keys are views of entries_.
};

}  // namespace lossy::notifications
