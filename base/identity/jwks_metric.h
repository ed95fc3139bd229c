#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "base/sync/mutex.h"
#include "prometheus/collectable.h"

namespace lossy::base {

// The state of the JWKS files of this process, by the flag that names them. LoggedJwks reports it,
// and JwksMetric exports it. Thread-safe.
class JwksStates {
 public:
  struct State {
    bool current = true;       // False while older keys are in use than those of the files.
    std::int64_t skipped = 0;  // Keys that were skipped because they cannot be used.
  };

  // Returns the object of the process, which is never destroyed.
  static JwksStates& Instance();

  // The files of `flag` are in use now.
  void Add(const std::string& flag);
  // Reports a change of the files, as JwksFile::Options::on_reload receives it.
  void OnReload(const std::string& flag, const absl::Status& status);
  void OnSkipped(const std::string& flag);

  std::map<std::string, State> Get() const;

  // Sets the function that returns true while the keys of --internal_jwks have the key with which
  // this process signs. It must be thread-safe and stay valid.
  void SetOwnKeyCheck(std::function<bool()> is_known);
  // Returns the result of the function; nullopt if there is none.
  absl::optional<bool> OwnKeyIsKnown() const;

 private:
  mutable Mutex mutex_;
  std::map<std::string, State> states_ LOSSY_GUARDED_BY(mutex_);
  std::function<bool()> own_key_is_known_ LOSSY_GUARDED_BY(mutex_);
};

// The metrics lossy_jwks_current and lossy_jwks_keys_skipped_total, by flag, and
// lossy_jwks_own_key_known. Thread-safe.
class JwksMetric final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace lossy::base
