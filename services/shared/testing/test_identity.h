#pragma once

#include "base/rpc/internal_identity.h"

namespace lossy::services {

// Returns an internal identity that the processes of a test share, with a new key. Exits if the
// temporary folder cannot be written.
base::InternalIdentity NewTestIdentity();

}  // namespace lossy::services
