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

// The keys of one or more JWKS files, read again when a file changes. Thread-safe.
class JwksFile {
 public:
  struct Options {
    // How often, at most, the files are looked at. Zero: on each use.
    absl::Duration check_interval = absl::Seconds(1);
    // Told once about each change: OK when the new keys are in use, else why the old ones still
    // are. Called on the thread that asked for the keys; must not call back into this object.
    std::function<void(const absl::Status&)> on_reload;
  };

  // `paths` are separated by commas. A missing or broken file is an error here. `clock` must
  // outlive it.
  static absl::StatusOr<std::shared_ptr<JwksFile>> Open(absl::string_view paths, const Clock& clock,
                                                        Options options);

  // The keys in use. A different pointer means that they were read again. A file that is gone or
  // broken leaves the old keys in use. One caller per interval looks at the files; the others never
  // wait for it.
  std::shared_ptr<const Jwks> Get();

 private:
  struct Stamp;

  JwksFile(std::vector<std::string> paths, const Clock& clock, Options options);
};

}  // namespace lossy::base
