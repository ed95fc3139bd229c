#pragma once

namespace lossy::base {

// The result of one run of a task whose runs are bounded.
struct TaskRun {
  int done = 0;  // The number of items that the run processed.
  // True if the run reached its bound, so that the next run probably finds more items.
  bool more = false;
};

}  // namespace lossy::base
