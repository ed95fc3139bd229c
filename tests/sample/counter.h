#pragma once

#include <cstdint>
#include <vector>

#include "lossy/sample/v1/room.pb.h"

namespace lossy::sample {

// The counter of one client in its session, from the join on. Not thread-safe.
class Counter {
 public:
  // The answers, in order: the reply last.
  std::vector<v1::CountResponse> Handle(const v1::CountRequest& request);

 private:
  std::vector<v1::CountResponse> Add(const v1::CountRequest& request);

  std::int64_t total_ = 0;
};

}  // namespace lossy::sample
