#pragma once

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"

namespace lossy::base {

// Waits for a condition in a test, if the tested code has no callback. Otherwise a test should use
// a Signal, a promise or a condition variable.
//
// Calls `condition` in this thread, every two milliseconds, until it returns true. Returns false
// after `limit`, which only a failing test should reach.
bool Eventually(absl::FunctionRef<bool()> condition, absl::Duration limit = absl::Minutes(1));

}  // namespace lossy::base
