#pragma once

#include <memory>

#include "absl/strings/string_view.h"
#include "prometheus/registry.h"

namespace lossy::base {

// The traces of a process, by the flags --trace_…: installs a tracer (Tracer::Install) whose spans
// an exporter sends to --trace_endpoint. Without that flag the object has no thread and installs
// nothing. A process makes one object, after it has read its flags.
class ProcessTraces {
 public:
  // `process` is the name of the executable, for the attribute service.name. Refuses the start
  // (refuse_start.h) if --trace_endpoint or --trace_ca is wrong.
  ProcessTraces(absl::string_view process, std::shared_ptr<prometheus::Registry> registry);
  ProcessTraces(const ProcessTraces&) = delete;
  ProcessTraces& operator=(const ProcessTraces&) = delete;
  // Sends the queued spans for at most --trace_flush_ms, and ends the exporter's thread. Spans that
  // end later are dropped.
  ~ProcessTraces();

 private:
  struct Parts;

  // Null without --trace_endpoint. Never deleted, because other threads may end spans until the
  // process ends.
  Parts* parts_ = nullptr;
};

}  // namespace lossy::base
