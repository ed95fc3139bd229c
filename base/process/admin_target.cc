#include "base/process/admin_target.h"

#include <signal.h>
#include <unistd.h>

#include <utility>

namespace lossy::base {

AdminTarget AdminTargetOf(const Process& process, std::function<ProcessState()> state) {
  return {.state = std::move(state),
          .drain = [] { kill(getpid(), SIGTERM); },
          .flag_sources = process.flag_sources(),
          .metrics = process.metrics()};
}

}  // namespace lossy::base
