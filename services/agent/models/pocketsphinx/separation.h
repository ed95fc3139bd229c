#pragma once

#include <string>

namespace lossy::agent {

// Separates this process from the rest of the machine as far as the kernel permits. A process of
// root becomes the user "nobody" (65534). The process enters new user, network, IPC and host name
// namespaces, without any capability. Containers often forbid some of these steps, so the function
// never fails; the filter of system calls (syscall_filter.h) is the limit that must hold.
//
// The process must have one thread. Returns a list of the steps that succeeded, for the log, or
// "none".
std::string SeparateFromMachine();

}  // namespace lossy::agent
