#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "edge/admin/socket_ids.h"
#include "edge/channel/frame_follower.h"
#include "lossy/admin/v1/admin.pb.h"

namespace lossy::edge {

// The frames of one user, or of one topic, on the way from the threads of the sockets to one
// operator. A frame that does not fit is dropped and counted. Thread-safe.
class FollowQueue final : public FrameFollower {
 public:
  struct Options {
    std::string user_id;  // Empty: all users.
    std::string topic;    // Empty: all topics.
    bool payloads = false;
    std::size_t max_frames = 1000;
    std::size_t max_bytes = 4 << 20;  // Of payloads and topics.
    // A longer payload is cut to this size.
    std::size_t max_payload_bytes = 4096;
  };

  // `ids` must outlive the object.
  FollowQueue(Options options, const SocketIds& ids);

  // FrameFollower. OnFrame never blocks: while another thread has the queue for long, it drops the
  // frame.
  bool Wants(const base::Identity& identity) const override;
  void OnFrame(const FollowedFrame& frame) override;

  // Returns the frames that wait. Blocks until there is one, until a frame was dropped, or until
  // the steady time `deadline`.
  std::vector<admin::v1::Frame> Take(absl::Time deadline);

  // Returns the number of dropped frames since the start.
  std::int64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  admin::v1::Frame Describe(const FollowedFrame& frame) const;

  const Options options_;
  const SocketIds& ids_;
  std::atomic<std::int64_t> dropped_{0};
  base::Mutex mutex_;
  base::CondVar changed_;
  std::vector<admin::v1::Frame> frames_ LOSSY_GUARDED_BY(mutex_);
  std::size_t bytes_ LOSSY_GUARDED_BY(mutex_) = 0;
};

}  // namespace lossy::edge
