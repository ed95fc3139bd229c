#pragma once

#include <cstddef>
#include <list>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace lossy::base {

// Holds up to `capacity` values; a new one pushes out the one that was longest unused. Not
// thread-safe.
template <typename Key, typename Value>
class LruCache {
 public:
  explicit LruCache(std::size_t capacity) : capacity_(capacity) {}

  // Null when there is none. Valid until the next call of another method.
  Value* Find(const Key& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  void Insert(const Key& key, Value value) {
    if (capacity_ == 0) return;
    if (Value* present = Find(key)) {
      *present = std::move(value);
      return;
    }
    if (entries_.size() == capacity_) {
      places_.erase(entries_.back().first);
      entries_.pop_back();
    }
    entries_.emplace_front(key, std::move(value));
    places_.emplace(key, entries_.begin());
  }

  void Clear() {
    places_.clear();
    entries_.clear();
  }

 private:
  using Entries = std::list<std::pair<Key, Value>>;

  const std::size_t capacity_;
  Entries entries_;  // The most recently used one first.
  absl::flat_hash_map<Key, typename Entries::iterator> places_;
};

}  // namespace lossy::base
