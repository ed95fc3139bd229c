#pragma once

#include <functional>

#include "base/admin/admin_service.h"
#include "base/admin/process_state.h"
#include "base/process/process.h"

namespace lossy::base {

// Returns what AdminService needs of `process`, which must outlive the service. `state` is
// AdminTarget::state. A drain sends the process the signal that AwaitStop awaits.
AdminTarget AdminTargetOf(const Process& process, std::function<ProcessState()> state);

}  // namespace lossy::base
