#pragma once

#include <string>

namespace lossy::agent {

// Separates this process from the rest of the machine as far as the kernel lets it: a process of
// root's becomes the user "nobody" (65534), and enters user, network, IPC and host name namespaces
// of its own, without any capability. Containers often forbid some of it, so nothing here fails:
// the system call filter is what must hold.
//
// Needs one thread. Returns what was done, for a log: "user nobody, namespaces" or "none".
std::string SeparateFromMachine();

}  // namespace lossy::agent
