#pragma once

#include <string>

#include "base/identity/jwks_file.h"

namespace lossy::base {

// Returns options that log each reload of the JWKS files (`jwks_reloaded`) and each skipped key
// (`jwks_key_skipped`, with its "kid"). `flag` is the flag that names the files; each log line
// contains it, and so does the label of the metrics (jwks_metric.h).
JwksFile::Options LoggedJwks(std::string flag);

}  // namespace lossy::base
