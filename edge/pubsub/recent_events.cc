#include "edge/pubsub/recent_events.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"

namespace lossy::edge {
namespace {

// Returns the approximate size of the event in memory. The size of its frame is similar.
std::size_t BytesOf(const PublishedEvent& event) {
  return sizeof(PublishedEvent) + event.topic.size() + event.name.size() +
         event.position.epoch.size() + event.payload.json.size() +
         (event.payload.bytes ? event.payload.bytes->size() : 0);
}

}  // namespace

RecentEvents::RecentEvents(Position start, RecentEventsPool& pool)
    : start_(std::move(start)), pool_(pool) {
  pool_.topics_.insert(this);
}

RecentEvents::~RecentEvents() {
  RemoveBytes(bytes_);
  pool_.topics_.erase(this);
}

void RecentEvents::AddBytes(std::size_t bytes) {
  bytes_ += bytes;
  pool_.bytes_ += bytes;
}

void RecentEvents::RemoveBytes(std::size_t bytes) {
  bytes_ -= bytes;
  pool_.bytes_ -= bytes;
}

void RecentEvents::Add(PublishedEventPtr event) {
  const Bounds& bounds = pool_.bounds();
  AddBytes(BytesOf(*event));
  events_.push_back(std::move(event));
  while (events_.size() > bounds.events || bytes_ > bounds.bytes) DropOldest();
}

bool RecentEvents::Prepend(const Position& start, const std::vector<PublishedEventPtr>& events) {
  const Bounds& bounds = pool_.bounds();
  std::size_t bytes = 0;
  for (const PublishedEventPtr& event : events) bytes += BytesOf(*event);
  if (events_.size() + events.size() > bounds.events || bytes_ + bytes > bounds.bytes) {
    return false;
  }
  AddBytes(bytes);
  events_.insert(events_.begin(), events.begin(), events.end());
  start_ = start;
  return true;
}

void RecentEvents::DropOlderHalf() {
  for (std::size_t i = (events_.size() + 1) / 2; i > 0; --i) DropOldest();
}

void RecentEvents::Redact(const std::vector<std::string>& mentions) {
  const auto is_mentioned = [&](const PublishedEventPtr& event) {
    return std::any_of(mentions.begin(), mentions.end(), [&](const std::string& mention) {
      return absl::StrContains(event->payload.json, mention);
    });
  };
  const auto redacted = std::stable_partition(
      events_.begin(), events_.end(), [&](const auto& event) { return !is_mentioned(event); });
  for (auto event = redacted; event != events_.end(); ++event) RemoveBytes(BytesOf(**event));
  events_.erase(redacted, events_.end());
}

void RecentEvents::DropOldest() {
  RemoveBytes(BytesOf(*events_.front()));
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
