#pragma once

#include <cstddef>
#include <list>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace lossy::base {

// A cache of at most `capacity` values. Insert removes the least recently used value when the cache
// is full. With a capacity of 0 the cache stores nothing. Not thread-safe.
template <typename Key, typename Value>
class LruCache {
 public:
  explicit LruCache(std::size_t capacity) : capacity_(capacity) {}

  // Returns the value of `key`, or nullptr. The value becomes the most recently used one. The
  // pointer is valid until the next call of Insert or Clear.
  Value* Find(const Key& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  // Stores a value, which replaces the present value of `key`.
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
