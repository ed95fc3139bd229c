#pragma once

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"

namespace lossy::base {

// For tests: waits for a condition of which no event tells. Use a Signal, a promise or a condition
// variable where the tested code calls back.
//
// Calls `condition` in this thread, every two milliseconds, until it returns true. Returns false if
// it does not do so within `limit`, which is steady time and generous: only a test that fails
// reaches it.
bool Eventually(absl::FunctionRef<bool()> condition, absl::Duration limit = absl::Minutes(1));

}  // namespace lossy::base
