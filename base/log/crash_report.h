#pragma once

#include <string>

#include "base/log/log_output.h"

namespace lossy::base {

// Installs handlers for SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGABRT that log the crash. The handler
// writes the event `crashed`, with the name `process` and the signal's number, to `output` after
// all earlier lines. The signal then has its previous effect. Call once; `output` must live as long
// as the process.
void ReportCrashes(const LogOutput& output, const std::string& process);

}  // namespace lossy::base
