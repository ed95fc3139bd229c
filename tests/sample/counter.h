#pragma once

#include <cstdint>
#include <vector>

#include "lossy/sample/v1/room.pb.h"

namespace lossy::sample {

// The state of one session of the sample's Count: a client joins, adds numbers, and receives the
// sum. Not thread-safe.
class Counter {
 public:
  // Returns the messages to send for a request, in order; the reply is the last one.
  std::vector<v1::CountResponse> Handle(const v1::CountRequest& request);

 private:
  std::vector<v1::CountResponse> Add(const v1::CountRequest& request);

  std::int64_t total_ = 0;
};

}  // namespace lossy::sample
