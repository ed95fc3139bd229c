#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "base/sync/mutex.h"
#include "lossy/admin/v1/admin.pb.h"
#include "lossy/console/v1/console.pb.h"

namespace lossy::admin {

// The frames of a follow that wait for their publication. It has a bound: later frames are dropped
// and counted. Thread-safe.
class SeenFrames {
 public:
  static constexpr int kMaxFrames = 200;
  static constexpr std::size_t kMaxBytes = 256 << 10;

  // Adds the frame of an edge's response, and the number of frames that the edge has dropped. Drops
  // the frames of the console's own topics, which the publication of frames causes.
  void Add(const std::string& edge, v1::FollowResponse response);

  // Takes all waiting frames, and returns them with the number of frames that were dropped so far.
  console::v1::Frames Take();

 private:
  base::Mutex mutex_;
  console::v1::Frames waiting_ LOSSY_GUARDED_BY(mutex_);
  std::size_t bytes_ LOSSY_GUARDED_BY(mutex_) = 0;  // The size of waiting_.
  std::int64_t dropped_here_ LOSSY_GUARDED_BY(mutex_) = 0;
  std::map<std::string, std::int64_t> dropped_by_edge_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::admin
