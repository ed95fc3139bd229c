#pragma once

#include <string>

namespace lossy::agent {

// Separates this process from the rest of the machine as far as the kernel lets it: a process of
// root's becomes the user "nobody" (65534), and enters user, network, IPC and host name namespaces
// of its own, without any capability. Containers often forbid some of it, so this never fails:
// the filter of system calls is the limit that must hold.
//
// The process must have one thread. Returns a list of the measures taken, for a log, or "none".
std::string SeparateFromMachine();

}  // namespace lossy::agent
