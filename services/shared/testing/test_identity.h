#pragma once

#include "base/rpc/internal_identity.h"

namespace lossy::services {

// The identity by which a test's processes trust each other: with one key, made for the purpose.
// Dies if the temporary folder cannot be written.
base::InternalIdentity NewTestIdentity();

}  // namespace lossy::services
