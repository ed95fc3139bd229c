#pragma once

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "base/cache/lru_cache.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "services/shared/video_access/video_access.h"

namespace lossy::services {

// A VideoAccess that caches the positive answers of another one, `source`. A video never changes
// its owner, so an entry can only be wrong for a deleted video, and for at most `time`. The object
// does not cache rejections.
//
// Threads: thread-safe. Errors: those of `source`.
class CachingVideoAccess final : public VideoAccess {
 public:
  struct Options {
    std::size_t size = 10'000;                // The most cached videos of all users; 0: no cache.
    absl::Duration time = absl::Seconds(60);  // The lifetime of an entry.
  };

  // `source` and `clock` must outlive the object.
  CachingVideoAccess(VideoAccess& source, Options options, const base::Clock& clock)
      : source_(source), options_(options), clock_(clock), owned_(options.size) {}

  absl::Status CheckOwn(const base::Caller& caller, const std::string& video_id) override;
  // Calls `source`: the content of a video changes, so the object does not cache it.
  absl::StatusOr<video::v1::Video> GetVideo(const base::Caller& caller,
                                            const std::string& video_id) override;

 private:
  // The user's and the video's id.
  using Key = std::pair<std::string, std::string>;

  bool IsCached(const Key& key);

  VideoAccess& source_;
  const Options options_;
  const base::Clock& clock_;

  base::Mutex mutex_;
  // The steady time at which each entry expires.
  base::LruCache<Key, absl::Time> owned_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::services
