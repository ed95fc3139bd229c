#pragma once

#include "absl/status/status.h"

namespace lossy::agent {

// From now on the kernel answers EPERM when this process wants to reach something new: files,
// sockets, other processes. What it has open it may use. Needs PR_SET_NO_NEW_PRIVS. INTERNAL: the
// kernel refused. UNIMPLEMENTED: there is no such thing on this kind of machine.
absl::Status InstallSyscallFilter();

}  // namespace lossy::agent
