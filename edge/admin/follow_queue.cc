#include "edge/admin/follow_queue.h"

#include <algorithm>
#include <utility>

#include "absl/strings/string_view.h"
#include "base/time/clock.h"
#include "base/time/timestamp.h"

namespace lossy::edge {
namespace {

// The holder of the mutex moves a few pointers, so it is free again after fewer tries than this,
// unless the kernel has stopped its thread.
constexpr int kTries = 1000;

constexpr absl::string_view kNoRef = "null";

// Returns a ref, which is raw JSON, as text: without the quotes of a string, and empty for none.
std::string RefText(absl::string_view ref) {
  if (ref == kNoRef) return "";
  if (ref.size() >= 2 && ref.front() == '"') ref = ref.substr(1, ref.size() - 2);
  return std::string(ref);
}

// Locks the mutex without blocking. Returns false if it stays locked for long.
bool LockSoon(base::Mutex& mutex) LOSSY_TRY_ACQUIRE(true, mutex) {
  for (int i = 0; i < kTries; ++i) {
    if (mutex.TryLock()) return true;
  }
  return false;
}

}  // namespace

FollowQueue::FollowQueue(Options options, const SocketIds& ids)
    : options_(std::move(options)), ids_(ids) {}

bool FollowQueue::Wants(const base::Identity& identity) const {
  return options_.user_id.empty() || identity.user_id == options_.user_id;
}

void FollowQueue::OnFrame(const FollowedFrame& frame) {
  if (!options_.topic.empty() && frame.topic != options_.topic) return;
  admin::v1::Frame described = Describe(frame);
  const std::size_t bytes = described.payload().size() + frame.topic.size();
  if (!LockSoon(mutex_)) {
    dropped_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  if (frames_.size() < options_.max_frames && bytes_ + bytes <= options_.max_bytes) {
    frames_.push_back(std::move(described));
    bytes_ += bytes;
  } else {
    dropped_.fetch_add(1, std::memory_order_relaxed);
  }
  mutex_.Unlock();
  changed_.NotifyOne();
}

admin::v1::Frame FollowQueue::Describe(const FollowedFrame& frame) const {
  admin::v1::Frame described;
  *described.mutable_time() = base::ToTimestamp(base::RealClock().Now());
  described.set_socket_id(ids_.Format(frame.socket));
  described.set_user_id(frame.identity.user_id);
  described.set_direction(frame.sent ? admin::v1::Frame::DIRECTION_OUT
                                     : admin::v1::Frame::DIRECTION_IN);
  described.set_topic(std::string(frame.topic));
  described.set_event(std::string(frame.event));
  described.set_ref(RefText(frame.ref));
  described.set_bytes(static_cast<std::int64_t>(frame.bytes));
  if (!options_.payloads) return described;
  described.set_payload(std::string(frame.payload.substr(0, options_.max_payload_bytes)));
  described.set_cut(frame.payload.size() > options_.max_payload_bytes);
  return described;
}

std::vector<admin::v1::Frame> FollowQueue::Take(absl::Time deadline) {
  const std::int64_t dropped_before = dropped();
  base::MutexLock lock(mutex_);
  while (frames_.empty() && dropped() == dropped_before && changed_.WaitUntil(mutex_, deadline)) {
  }
  bytes_ = 0;
  return std::exchange(frames_, {});
}

}  // namespace lossy::edge
