#pragma once

#include "absl/status/status.h"

namespace lossy::agent {

// Makes the kernel allow this process, with all its threads, a short list of system calls and kill
// it with SIGSYS for any other. The process can compute, allocate memory that is not executable,
// and use its open files. It cannot open files, start programs or reach other processes. The list
// cannot be extended later. Needs PR_SET_NO_NEW_PRIVS.
//
// Returns UNIMPLEMENTED if this kernel or machine has no such filter, and INTERNAL if the kernel
// rejects it.
absl::Status InstallSyscallFilter();

}  // namespace lossy::agent
