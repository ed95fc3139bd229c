#pragma once

#include "base/rpc/internal_identity.h"

namespace lossy::services {

// How a test's processes prove themselves to each other: with one key, made up for the purpose.
// Dies if the temporary folder cannot be written.
base::InternalIdentity NewTestIdentity();

}  // namespace lossy::services
