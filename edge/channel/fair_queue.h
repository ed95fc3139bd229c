#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace lossy::edge {

// Those who wait for something. Users take turns, however many of theirs wait; of one user's, who
// came first is first. Not thread-safe.
template <typename T>
class FairQueue {
 private:
  struct User {
    std::string id;
    std::list<T*> waiting;
  };
  using Users = std::list<User>;

 public:
  // Where somebody stands, as long as they do.
  struct Spot {
    typename Users::iterator user;
    typename std::list<T*>::iterator place;
  };

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  Spot Add(const std::string& user_id, T& who) {
    const auto [known, is_new] = by_id_.try_emplace(user_id, users_.end());
    if (is_new) known->second = users_.insert(users_.end(), User{user_id, {}});
    const typename Users::iterator user = known->second;
    ++size_;
    return {user, user->waiting.insert(user->waiting.end(), &who)};
  }

  void Remove(const Spot& spot) {
    --size_;
    spot.user->waiting.erase(spot.place);
    if (!spot.user->waiting.empty()) return;
    by_id_.erase(spot.user->id);
    users_.erase(spot.user);
  }

  // Whose turn it is. The line must not be empty.
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
