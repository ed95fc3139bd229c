#include "services/admin/seen_frames.h"

#include <utility>

#include "absl/strings/match.h"

namespace lossy::admin {
namespace {

constexpr char kOwnTopics[] = "admin:";

}  // namespace

void SeenFrames::Add(const std::string& edge, v1::FollowResponse response) {
  base::MutexLock lock(mutex_);
  dropped_by_edge_[edge] = response.dropped();
  if (!response.has_frame() || absl::StartsWith(response.frame().topic(), kOwnTopics)) return;
  const std::size_t bytes = response.frame().ByteSizeLong() + edge.size();
  if (waiting_.frames_size() >= kMaxFrames || bytes_ + bytes > kMaxBytes) {
    ++dropped_here_;
    return;
  }
  bytes_ += bytes;
  console::v1::SeenFrame& seen = *waiting_.add_frames();
  seen.set_edge(edge);
  *seen.mutable_frame() = std::move(*response.mutable_frame());
}

console::v1::Frames SeenFrames::Take() {
  base::MutexLock lock(mutex_);
  console::v1::Frames taken = std::move(waiting_);
  waiting_.Clear();
  bytes_ = 0;
  std::int64_t dropped = dropped_here_;
  for (const auto& [edge, count] : dropped_by_edge_) dropped += count;
  taken.set_dropped(dropped);
  return taken;
}

}  // namespace lossy::admin
