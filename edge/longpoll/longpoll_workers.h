#pragma once

#include <string>
#include <vector>

#include "edge/net/executor.h"

namespace lossy::edge {

class LongpollSessions;

// The workers of the long-poll sessions of one edge: the edge's address, and its workers by the
// index in session tokens. It is complete before the first client connects, and immutable
// afterwards.
struct LongpollWorkers {
  struct Worker {
    Executor* executor;          // Runs tasks on the worker's thread.
    LongpollSessions* sessions;  // Belongs to that thread.
  };

  std::string edge;  // The host:port where other edges reach this edge.
  std::vector<Worker> workers;
};

}  // namespace lossy::edge
