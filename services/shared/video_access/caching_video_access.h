#pragma once

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "base/cache/lru_cache.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "services/shared/video_access/video_access.h"

namespace lossy::services {

// A library that does not ask again about a video that was the caller's a moment ago: videos are
// never given away, and one that was deleted counts as the caller's for that time still. A video
// that was refused is asked each time. Thread-safe.
class CachingVideoAccess final : public VideoAccess {
 public:
  struct Options {
    std::size_t size = 10'000;  // Videos; 0 remembers nothing.
    absl::Duration time = absl::Seconds(60);
  };

  // Both must outlive it.
  CachingVideoAccess(VideoAccess& library, Options options, const base::Clock& clock)
      : library_(library), options_(options), clock_(clock), owned_(options.size) {}

  absl::Status CheckOwn(const base::Caller& caller, const std::string& video_id) override;

 private:
  // User and video.
  using Key = std::pair<std::string, std::string>;

  bool Remembers(const Key& key);

  VideoAccess& library_;
  const Options options_;
  const base::Clock& clock_;

  base::Mutex mutex_;
  base::LruCache<Key, absl::Time> owned_ LOSSY_GUARDED_BY(mutex_);  // Until when it counts.
};

}  // namespace lossy::services
