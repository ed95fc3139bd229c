#pragma once

#include <string>
#include <vector>

#include "edge/net/executor.h"

namespace lossy::edge {

class LongpollSessions;

// The workers of one edge, by the index that session tokens have, and the address of the edge. It
// is complete before the first client connects, and immutable afterwards.
struct LongpollPlaces {
  struct Worker {
    Executor* executor;          // Runs tasks on the worker's thread.
    LongpollSessions* sessions;  // Belongs to that thread.
  };

  std::string edge;  // The host:port at which other edges reach this one.
  std::vector<Worker> workers;
};

}  // namespace lossy::edge
