#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"

namespace lossy::edge {

// Counts the calls of each user that wait for an answer, on one thread. Belongs to the thread.
class UserCalls {
 public:
  // One call that waits. Its destructor ends it. UserCalls must outlive it.
  class Slot;

  // `most` is the largest number of calls of one user at once.
  explicit UserCalls(std::size_t most) : most_(most) {}

  // Counts a call. Returns nullptr if the user has too many.
  std::unique_ptr<Slot> Begin(const std::string& user_id);

 private:
  const std::size_t most_;
  absl::flat_hash_map<std::string, std::size_t> calls_;
};

class UserCalls::Slot {
 public:
  Slot(UserCalls& calls, std::string user_id);
  ~Slot();
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

 private:
  UserCalls& calls_;
  const std::string user_id_;
};

}  // namespace lossy::edge
