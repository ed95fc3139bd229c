#pragma once

#include <sys/types.h>

namespace lossy::edge {

// For benchmarks: the sample service in a child process, so that its CPU time is not the edge's. It
// answers each join and each echo over gRPC on loopback.
class EchoService {
 public:
  // Forks. The process must have no other thread yet.
  EchoService();
  // Ends the child process.
  ~EchoService();
  EchoService(const EchoService&) = delete;
  EchoService& operator=(const EchoService&) = delete;

  int port() const { return port_; }

 private:
  pid_t child_ = 0;
  int port_ = 0;
};

}  // namespace lossy::edge
