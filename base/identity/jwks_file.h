#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/identity/jwks.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"

namespace lossy::base {

// The keys of one or more JWKS files, parsed again when a file changes. Thread-safe.
//
// The files are read to detect a change. Their modification time and size may be equal before and
// after two quick changes, and a removed key must not stay in use.
class JwksFile {
 public:
  struct Options {
    // The shortest time between two readings of the files. Zero: each use reads them.
    absl::Duration check_interval = absl::Seconds(1);
    // Receives each change: OK if the new keys are in use, otherwise the reason why the old ones
    // still are, which is repeated once a minute. Runs on the thread that called Get. It must not
    // call this object.
    std::function<void(const absl::Status&)> on_reload;
    // Receives each key that Jwks::Parse skips, at Open and after each change. It runs on the same
    // threads as on_reload and must not call this object either.
    std::function<void(const std::string& path, const SkippedKey&)> on_skipped;
  };

  // `paths` are separated by commas. Returns an error if a file is missing or is no JWKS, or if no
  // key of all files can verify tokens. `clock` must outlive the object.
  static absl::StatusOr<std::shared_ptr<JwksFile>> Open(absl::string_view paths, const Clock& clock,
                                                        Options options);

  // Returns the keys in use. A different pointer means that they have changed. The old keys stay
  // in use if a file is missing or broken, or if no key of the files can verify tokens. Files with
  // empty lists make the service accept no token. One caller per interval reads the files; other
  // callers never wait for it.
  std::shared_ptr<const Jwks> Get();

  // Waits for a reading that another caller has begun, and returns the keys in use after it.
  std::shared_ptr<const Jwks> Settled();

 private:
  // The content of each file, or the reason why it could not be read.
  using Contents = std::vector<absl::StatusOr<std::string>>;

  JwksFile(std::vector<std::string> paths, Contents contents, Jwks keys, const Clock& clock,
           Options options);

  static Contents Read(const std::vector<std::string>& paths);
  static absl::StatusOr<Jwks> Parse(const std::vector<std::string>& paths, const Contents& contents,
                                    const Options& options);

  // Reads the files unless another thread does.
  void Reload(absl::Time now);
  void ReloadLocked(absl::Time now) LOSSY_REQUIRES(reload_mutex_);

  const std::vector<std::string> paths_;
  const Clock& clock_;
  const Options options_;

  Mutex reload_mutex_;
  Contents contents_ LOSSY_GUARDED_BY(reload_mutex_);
  // The contents are broken, so older keys are in use.
  bool broken_ LOSSY_GUARDED_BY(reload_mutex_) = false;
  // The last call of on_reload, in steady time.
  absl::Time reported_at_ LOSSY_GUARDED_BY(reload_mutex_) = absl::InfinitePast();

  Mutex mutex_;
  std::shared_ptr<const Jwks> keys_ LOSSY_GUARDED_BY(mutex_);
  absl::Time checked_at_ LOSSY_GUARDED_BY(mutex_);  // Steady.
};

}  // namespace lossy::base
