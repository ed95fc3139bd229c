#pragma once

namespace lossy::base {

// The result of one run of a task whose runs are bounded.
struct TaskRun {
  int done = 0;
  // The run reached its bound, so the next one probably finds more to do.
  bool more = false;
};

}  // namespace lossy::base
