#pragma once

namespace lossy::base {

// What one run of a task did that has a bound for each run.
struct TaskRun {
  int done = 0;
  // The run reached its bound: the next one probably finds more to do.
  bool more = false;
};

}  // namespace lossy::base
