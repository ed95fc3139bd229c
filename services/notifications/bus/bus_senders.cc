#include "services/notifications/bus/bus_senders.h"

#include <algorithm>

namespace lossy::notifications {
namespace {

void Raise(std::atomic<std::uint64_t>& highest, std::uint64_t to) {
  std::uint64_t now = highest.load();
  while (now < to && !highest.compare_exchange_weak(now, to)) {
  }
}

}  // namespace

void BusProgress::Begin(std::shared_ptr<BusSender> sender, std::uint64_t sequence) {
  senders_.emplace_back(std::move(sender), sequence);
}

bool BusProgress::Advance(const std::shared_ptr<BusSender>& sender, std::uint64_t sequence) {
  auto found = std::find_if(senders_.begin(), senders_.end(),
                            [&](const auto& each) { return each.first == sender; });
  if (found == senders_.end()) {
    DropEvicted();
    // The sender proved itself after the subject was followed, and has sent nothing on it since
    // then.
    senders_.emplace_back(sender, sender->proved_at);
    found = senders_.end() - 1;
  }
  if (sequence <= found->second) return false;
  found->second = sequence;
  Raise(sender->highest, sequence);
  return true;
}

void BusProgress::DropEvicted() {
  senders_.erase(std::remove_if(senders_.begin(), senders_.end(),
                                [](const auto& each) { return each.first->evicted.load(); }),
                 senders_.end());
}

std::shared_ptr<BusSender> BusSenders::Find(absl::string_view id) {
  base::MutexLock lock(mutex_);
  const auto found = senders_.find(id);
  if (found == senders_.end()) return nullptr;
  found->second->used = ++uses_;
  return found->second;
}

BusSenders::Admission BusSenders::Admit(absl::string_view id, std::uint64_t sequence,
                                        bool* evicts) {
  base::MutexLock lock(mutex_);
  if (senders_.contains(id)) return Admission::kKnown;
  if (senders_.size() >= limit_) {
    EvictOneLocked();
    *evicts = true;
  }
  auto sender = std::make_shared<BusSender>(sequence);
  sender->used = ++uses_;
  senders_.emplace(std::string(id), std::move(sender));
  return Admission::kNew;
}

void BusSenders::EvictOneLocked() {
  const auto oldest = std::min_element(
      senders_.begin(), senders_.end(),
      [](const auto& a, const auto& b) { return a.second->used.load() < b.second->used.load(); });
  oldest->second->evicted = true;
  senders_.erase(oldest);
}

BusProgress BusSenders::BeginProgress() const {
  BusProgress progress;
  base::MutexLock lock(mutex_);
  for (const auto& [id, sender] : senders_) progress.Begin(sender, sender->highest.load());
  return progress;
}

std::size_t BusSenders::size() const {
  base::MutexLock lock(mutex_);
  return senders_.size();
}

}  // namespace lossy::notifications
