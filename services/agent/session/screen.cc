#include "services/agent/session/screen.h"

#include <cmath>

#include "base/error/error.h"
#include "services/shared/text/check_seconds.h"
#include "services/shared/text/fit_text.h"

namespace lossy::agent {
namespace {

constexpr int kDimensions = 768;

absl::Status Check(const v1::FrameEmbedding& embedding) {
  if (embedding.embedding_size() != kDimensions) {
    return base::InvalidArgument("embedding", "must have 768 numbers");
  }
  for (const float number : embedding.embedding()) {
    if (!std::isfinite(number)) return base::InvalidArgument("embedding", "must be finite");
  }
  if (!embedding.has_timestamp()) return base::InvalidArgument("timestamp", "is required");
  if (!notes::v1::EmbeddingSource_IsValid(embedding.source())) {
    return base::InvalidArgument("source", "must be local or cloud");
  }
  if (embedding.device().size() > services::kMaxNameBytes) {
    return base::InvalidArgument("device", "must be at most 64 bytes");
  }
  absl::Status second = services::CheckSeconds("timestamp", embedding.timestamp());
  if (!second.ok()) return second;
  if (services::CheckSeconds("", embedding.embedding_time_ms() / 1000).ok()) {
    return absl::OkStatus();
  }
  return base::InvalidArgument("embeddingTimeMs", "must be a number of milliseconds, not negative");
}

}  // namespace

absl::StatusOr<notes::v1::Frame> ToFrame(const v1::FrameEmbedding& embedding) {
  if (absl::Status fit = Check(embedding); !fit.ok()) return fit;
  notes::v1::Frame frame;
  *frame.mutable_embedding() = embedding.embedding();
  frame.set_timestamp(embedding.timestamp());
  frame.set_source(embedding.source());
  frame.set_device(services::FitName(embedding.device()));
  return frame;
}

const notes::v1::Frame* Screen::FrameOf(const Spoken& words) const {
  if (!frame_) return nullptr;
  if (arrival_ < words.from - kNearFrame || arrival_ > words.to + kNearFrame) return nullptr;
  if (!words.video_second) return &*frame_;
  // The video may have played while the reviewer spoke.
  const double first = *words.video_second - absl::ToDoubleSeconds(kNearFrame);
  const double last = *words.video_second + absl::ToDoubleSeconds(words.to - words.from) +
                      absl::ToDoubleSeconds(kNearFrame);
  const bool there = frame_->timestamp() >= first && frame_->timestamp() <= last;
  return there ? &*frame_ : nullptr;
}

}  // namespace lossy::agent
