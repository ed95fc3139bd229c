#pragma once

#include <string>

#include "base/identity/jwks_file.h"

namespace lossy::base {

// Returns options that log each reload of the JWKS files (`jwks_reloaded`) and each skipped key
// (`jwks_key_skipped`, with its "kid"). `flag` is the flag that names the files; each log line
// contains it.
JwksFile::Options LoggedJwks(std::string flag);

}  // namespace lossy::base
