#pragma once

#include "absl/status/status.h"

namespace lossy::agent {

// From now on the kernel allows this process, with all its threads, a short list of system calls
// and kills it with SIGSYS for any other: it computes, allocates memory that cannot be executed,
// and uses the files that it has open. It opens nothing, starts nothing, and reaches no other
// process. The list cannot be extended later. Needs PR_SET_NO_NEW_PRIVS.
//
// UNIMPLEMENTED: this kernel or machine has no such filter. INTERNAL: the kernel refused it.
absl::Status InstallSyscallFilter();

}  // namespace lossy::agent
