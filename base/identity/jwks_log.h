#pragma once

#include <string>

#include "base/identity/jwks_file.h"

namespace lossy::base {

// Options of the JWKS files that the flag `flag` names, which tell the operator of each reload
// (`jwks_reloaded`) and of each key that is skipped (`jwks_key_skipped`, by its "kid").
JwksFile::Options LoggedJwks(std::string flag);

}  // namespace lossy::base
