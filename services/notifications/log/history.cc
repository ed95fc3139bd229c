#include "services/notifications/log/history.h"

#include <algorithm>
#include <utility>

namespace lossy::notifications {

void History::Add(EventPtr event, absl::Time at, std::size_t bytes) {
  offsets_.emplace(event->event_id, event->position.offset());
  bytes_ += bytes;
  entries_.push_back({.event = std::move(event), .at = at, .bytes = bytes});
}

void History::Redact(const v1::Redaction& redaction) {
  for (std::size_t i = dropped_; i < entries_.size(); ++i) {
    EventPtr& event = entries_[i].event;
    if (!Means(redaction, Decode(*event).event())) continue;
    const EventPtr redacted = notifications::Redact(*event);
    // The key is a view of the event, so it goes first.
    offsets_.erase(event->event_id);
    offsets_.emplace(redacted->event_id, redacted->position.offset());
    event = redacted;
  }
}

void History::SetEpoch(const std::string& topic, const std::string& epoch) {
  offsets_.clear();
  for (std::size_t i = dropped_; i < entries_.size(); ++i) {
    EventPtr& event = entries_[i].event;
    v1::Position position = event->position;
    position.set_epoch(epoch);
    event = MakeEvent(topic, position, event->event_id, Decode(*event).event(), event->origin);
    offsets_.emplace(event->event_id, position.offset());
  }
}

void History::DropOldest() {
  Entry& oldest = entries_[dropped_];
  offsets_.erase(oldest.event->event_id);
  bytes_ -= oldest.bytes;
  oldest.event.reset();
  ++dropped_;
  if (empty()) return Clear();
  if (dropped_ * 2 < entries_.size()) return;
  entries_.erase(entries_.begin(), Newest(size()));
  dropped_ = 0;
}

void History::Clear() { *this = History(); }

absl::optional<std::int64_t> History::Find(absl::string_view event_id) const {
  auto found = offsets_.find(event_id);
  if (found == offsets_.end()) return absl::nullopt;
  return found->second;
}

std::vector<History::Entry>::const_iterator History::Newest(std::size_t count) const {
  return entries_.end() - static_cast<std::ptrdiff_t>(count);
}

std::vector<EventPtr> History::Last(std::size_t count, std::size_t limit) const {
  std::vector<EventPtr> events;
  events.reserve(std::min(count, limit));
  for (auto entry = Newest(count); entry != entries_.end() && events.size() < limit; ++entry) {
    events.push_back(entry->event);
  }
  return events;
}

}  // namespace lossy::notifications
