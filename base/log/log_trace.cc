#include "base/log/log_trace.h"

namespace lossy::base {
namespace {

thread_local LogTrace current;

}  // namespace

void SetLogTrace(const LogTrace& trace) { current = trace; }

const LogTrace& GetLogTrace() { return current; }

}  // namespace lossy::base
