#include "services/shared/video_access/caching_video_access.h"

namespace lossy::services {

absl::Status CachingVideoAccess::CheckOwn(const base::Caller& caller, const std::string& video_id) {
  const Key key(caller.identity.user_id, video_id);
  if (IsCached(key)) return absl::OkStatus();
  absl::Status own = source_.CheckOwn(caller, video_id);
  if (own.ok()) {
    base::MutexLock lock(mutex_);
    owned_.Insert(key, clock_.Steady() + options_.time);
  }
  return own;
}

absl::StatusOr<video::v1::Video> CachingVideoAccess::GetVideo(const base::Caller& caller,
                                                              const std::string& video_id) {
  return source_.GetVideo(caller, video_id);
}

bool CachingVideoAccess::IsCached(const Key& key) {
  base::MutexLock lock(mutex_);
  const absl::Time* until = owned_.Find(key);
  return until != nullptr && clock_.Steady() < *until;
}

}  // namespace lossy::services
