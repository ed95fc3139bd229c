#include "edge/pubsub/recent_events.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"

namespace lossy::edge {
namespace {

// About what a client is sent for it, and what it takes in memory.
std::size_t BytesOf(const PublishedEvent& event) {
  return sizeof(PublishedEvent) + event.topic.size() + event.name.size() +
         event.position.epoch.size() + event.payload.json.size() +
         (event.payload.bytes ? event.payload.bytes->size() : 0);
}

}  // namespace

void RecentEvents::Count(std::size_t bytes) {
  bytes_ += bytes;
  total_bytes_ += bytes;
}

void RecentEvents::Add(PublishedEventPtr event) {
  Count(BytesOf(*event));
  events_.push_back(std::move(event));
  while (events_.size() > bounds_.events || bytes_ > bounds_.bytes) ForgetOldest();
}

bool RecentEvents::Prepend(const Position& start, const std::vector<PublishedEventPtr>& events) {
  std::size_t bytes = 0;
  for (const PublishedEventPtr& event : events) bytes += BytesOf(*event);
  if (events_.size() + events.size() > bounds_.events || bytes_ + bytes > bounds_.bytes) {
    return false;
  }
  Count(bytes);
  events_.insert(events_.begin(), events.begin(), events.end());
  start_ = start;
  return true;
}

void RecentEvents::ForgetOlderHalf() {
  for (std::size_t i = (events_.size() + 1) / 2; i > 0; --i) ForgetOldest();
}

void RecentEvents::Redact(const std::vector<std::string>& mentions) {
  const auto means = [&](const PublishedEventPtr& event) {
    return std::any_of(mentions.begin(), mentions.end(), [&](const std::string& mention) {
      return absl::StrContains(event->payload.json, mention);
    });
  };
  const auto redacted = std::stable_partition(events_.begin(), events_.end(),
                                              [&](const auto& event) { return !means(event); });
  for (auto event = redacted; event != events_.end(); ++event) {
    const std::size_t bytes = BytesOf(**event);
    bytes_ -= bytes;
    total_bytes_ -= bytes;
  }
  events_.erase(redacted, events_.end());
}

void RecentEvents::ForgetOldest() {
  const std::size_t bytes = BytesOf(*events_.front());
  bytes_ -= bytes;
  total_bytes_ -= bytes;
  start_ = events_.front()->position;
  events_.pop_front();
}

std::vector<PublishedEventPtr> RecentEvents::After(std::int64_t offset) const {
  const auto first = std::upper_bound(
      events_.begin(), events_.end(), offset,
      [](std::int64_t value, const auto& event) { return value < event->position.offset; });
  return {first, events_.end()};
}

}  // namespace lossy::edge
