#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/identity/jwks.h"
#include "base/time/clock.h"

namespace lossy::base {

// The keys of one or more JWKS files, parsed again when a file changes. Thread-safe.
//
// A change is seen by reading: what stat tells of a file can be the same before and after two quick
// changes, and a key that was taken out must not live on.
class JwksFile {
 public:
  struct Options {
    // How often, at most, the files are read. Zero: on each use.
    absl::Duration check_interval = absl::Seconds(1);
    // Told about each change: OK when the new keys are in use, else why the old ones still are,
    // which is told again once a minute. Called on the thread that asked for the keys; must not
    // call back into this object.
    std::function<void(const absl::Status&)> on_reload;
    // Called for each key that is skipped (Jwks::Parse) when the files are opened and when a change
    // is read, on the same threads and with the same rule.
    std::function<void(const std::string& path, const SkippedKey&)> on_skipped;
  };

  // `paths` are separated by commas. It is an error here if a file is missing or is no JWKS, and
  // if no key of all files can verify tokens. `clock` must outlive it.
  static absl::StatusOr<std::shared_ptr<JwksFile>> Open(absl::string_view paths, const Clock& clock,
                                                        Options options);

  // The keys in use. A different pointer means that they have changed. A file that is gone or
  // broken leaves the old keys in use, and so do files with keys of which none can verify tokens.
  // Empty lists are an order to accept no token. One caller per interval reads the files; the
  // others never wait for it.
  std::shared_ptr<const Jwks> Get();

  // The keys in use after a reading that another caller has begun, for which this waits.
  std::shared_ptr<const Jwks> Settled();

 private:
  // What each file held when it was read, or why it could not be read.
  using Contents = std::vector<absl::StatusOr<std::string>>;

  JwksFile(std::vector<std::string> paths, Contents contents, Jwks keys, const Clock& clock,
           Options options);

  static Contents Read(const std::vector<std::string>& paths);
  static absl::StatusOr<Jwks> Parse(const std::vector<std::string>& paths, const Contents& contents,
                                    const Options& options);

  void Reload(absl::Time now);

  const std::vector<std::string> paths_;
  const Clock& clock_;
  const Options options_;

  std::mutex reload_mu_;
  Contents contents_;                          // Guarded by reload_mu_, like the next two.
  bool broken_ = false;                        // The contents, so that older keys are in use.
  absl::Time told_at_ = absl::InfinitePast();  // Why that is so.

  std::mutex mu_;
  std::shared_ptr<const Jwks> keys_;  // Guarded by mu_.
  absl::Time checked_at_;             // Guarded by mu_.
};

}  // namespace lossy::base
