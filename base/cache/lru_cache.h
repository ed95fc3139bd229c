#pragma once

#include <cstddef>
#include <iterator>
#include <list>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"

namespace lossy::base {

// A cache of at most `capacity` values. Insert removes the least recently used value when the cache
// is full. With a capacity of 0 the cache stores nothing. Not thread-safe.
template <typename Key, typename Value>
class LruCache {
 public:
  explicit LruCache(std::size_t capacity) : capacity_(capacity) {}

  // Returns the value of `key`, or nullptr. The value becomes the most recently used one. The
  // pointer is valid until the next call of another method. `key` may have another type than Key,
  // if both have the same hash: a string_view finds a string.
  template <typename K = Key>
  Value* Find(const K& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, *found);
    return &(*found)->value;
  }

  // Stores a value, which replaces the present value of `key`.
  void Insert(const Key& key, Value value) {
    if (capacity_ == 0) return;
    if (Value* present = Find(key)) {
      *present = std::move(value);
      return;
    }
    if (entries_.size() == capacity_) DropOldest();
    entries_.push_front({key, std::move(value)});
    places_.insert(entries_.begin());
  }

  // Removes the least recently used values that satisfy `stale`, at most `most` of them. Stops at
  // the first value that does not.
  template <typename Stale>
  void DropStale(std::size_t most, const Stale& stale) {
    for (; most > 0 && !entries_.empty() && stale(entries_.back().value); --most) DropOldest();
  }

  std::size_t size() const { return entries_.size(); }

  void Clear() {
    places_.clear();
    entries_.clear();
  }

 private:
  struct Entry {
    Key key;
    Value value;
  };
  using Entries = std::list<Entry>;
  using Place = typename Entries::iterator;

  // A place is found by its key, which the entry alone stores.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const Place& place) const { return absl::HashOf(place->key); }
    template <typename K>
    std::size_t operator()(const K& key) const {
      return absl::HashOf(key);
    }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const Place& a, const Place& b) const { return a->key == b->key; }
    template <typename K>
    bool operator()(const Place& place, const K& key) const {
      return place->key == key;
    }
    template <typename K>
    bool operator()(const K& key, const Place& place) const {
      return place->key == key;
    }
  };

  void DropOldest() {
    places_.erase(std::prev(entries_.end()));
    entries_.pop_back();
  }

  const std::size_t capacity_;
  Entries entries_;  // The most recently used one first.
  absl::flat_hash_set<Place, Hash, Equal> places_;
};

}  // namespace lossy::base
