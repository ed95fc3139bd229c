#include "base/identity/jwks_log.h"

#include <cstdint>

#include "base/identity/jwks_metric.h"
#include "base/log/log.h"

namespace lossy::base {

JwksFile::Options LoggedJwks(std::string flag) {
  JwksStates::Instance().Add(flag);
  JwksFile::Options options;
  options.on_reload = [flag](const absl::Status& status) {
    JwksStates::Instance().OnReload(flag, status);
    Log(status.ok() ? LogLevel::kInfo : LogLevel::kWarning, "jwks_reloaded",
        {{"flag", absl::string_view(flag)}, {"problem", status.message()}});
  };
  options.on_skipped = [flag](const std::string& path, const SkippedKey& key) {
    JwksStates::Instance().OnSkipped(flag);
    Log(LogLevel::kWarning, "jwks_key_skipped",
        {{"flag", absl::string_view(flag)},
         {"path", absl::string_view(path)},
         {"kid", absl::string_view(key.kid)},
         {"index", static_cast<std::int64_t>(key.index)},
         {"problem", absl::string_view(key.problem)}});
  };
  return options;
}

}  // namespace lossy::base
