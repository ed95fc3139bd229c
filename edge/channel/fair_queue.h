#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace lossy::edge {

// A fair queue: Pop takes one element of each user in turn (round robin), however many elements a
// user has. Elements of one user keep their order. The queue does not own its elements, which must
// outlive their entries. Not thread-safe.
template <typename T>
class FairQueue {
 private:
  struct User {
    std::string id;
    std::list<T*> waiting;
  };
  using Users = std::list<User>;

 public:
  // The position of an element, valid until Remove or Pop removes the element.
  struct Entry {
    typename Users::iterator user;
    typename std::list<T*>::iterator element;
  };

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  Entry Add(const std::string& user_id, T& element) {
    const auto [known, is_new] = by_id_.try_emplace(user_id, users_.end());
    if (is_new) known->second = users_.insert(users_.end(), User{user_id, {}});
    const typename Users::iterator user = known->second;
    ++size_;
    return {user, user->waiting.insert(user->waiting.end(), &element)};
  }

  void Remove(const Entry& entry) {
    --size_;
    entry.user->waiting.erase(entry.element);
    if (!entry.user->waiting.empty()) return;
    by_id_.erase(entry.user->id);
    users_.erase(entry.user);
  }

  // Removes and returns the first element of the user whose turn it is. The queue must not be
  // empty.
  T& Pop() {
    const typename Users::iterator user = users_.begin();
    T& first = *user->waiting.front();
    users_.splice(users_.end(), users_, user);
    Remove({user, user->waiting.begin()});
    return first;
  }

 private:
  Users users_;  // In the order of their turns.
  absl::flat_hash_map<std::string, typename Users::iterator> by_id_;
  std::size_t size_ = 0;
};

}  // namespace lossy::edge
