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

// The newest events of one topic: first in, first out. An empty one costs next to nothing. Not
// thread-safe.
class History {
 public:
  std::size_t size() const { return entries_.size() - dropped_; }
  bool empty() const { return size() == 0; }
  // The sum of the sizes given to Add.
  std::size_t bytes() const { return bytes_; }

  // `event` follows the one added before it. `at` is the time now.
  void Add(EventPtr event, absl::Time at, std::size_t bytes);

  // Takes the content away of those that the redaction means. They count as many bytes as before.
  void Redact(const v1::Redaction& redaction);
  // The events are the same, of `topic`, with positions in another epoch.
  void SetEpoch(const std::string& topic, const std::string& epoch);

  // Of one that is not empty.
  void DropOldest();
  void Clear();
  absl::Time oldest_at() const { return entries_[dropped_].at; }
  absl::Time newest_at() const { return entries_.back().at; }

  // The offset of the event with this id.
  absl::optional<std::int64_t> Find(absl::string_view event_id) const;

  // The last `count` events but no more than `limit` of them, the oldest first.
  std::vector<EventPtr> Last(std::size_t count, std::size_t limit) const;

 private:
  struct Entry {
    EventPtr event;
    absl::Time at;
    std::size_t bytes;
  };

  std::vector<Entry>::const_iterator Newest(std::size_t count) const;

  // The first `dropped_` have been dropped; they go away in one sweep, now and then.
  std::vector<Entry> entries_;
  std::size_t dropped_ = 0;
  std::size_t bytes_ = 0;
  absl::flat_hash_map<absl::string_view, std::int64_t> offsets_;  // By event id; views of entries_.
};

}  // namespace lossy::notifications
