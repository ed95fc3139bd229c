#pragma once

#include <string>

#include "base/log/log_output.h"

namespace lossy::base {

// Writes a log line with the event `crashed`, the name `process` and the number of the signal to
// `output` when the process ends by SIGSEGV, SIGBUS, SIGILL, SIGFPE or SIGABRT, after all earlier
// lines. The signal then has the effect that it had before. Called once; `output` lives as long as
// the process.
void ReportCrashes(const LogOutput& output, const std::string& process);

}  // namespace lossy::base
