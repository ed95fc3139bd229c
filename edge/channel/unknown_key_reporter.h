#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "base/log/log_limiter.h"
#include "edge/transcoding/unknown_keys.h"
#include "prometheus/counter.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// Reports the unknown keys of messages from clients, for --warn_unknown_keys. It logs them as
// `unknown_key_received`, 20 at once and then one a second, and counts them in
// lossy_edge_unknown_keys_total. Thread-safe.
class UnknownKeyReporter {
 public:
  // `registry` must outlive the reporter.
  explicit UnknownKeyReporter(prometheus::Registry& registry);

  // Reports the keys of one message. `topic` is the pattern of its topic, and `event` its event.
  // Both must be in the routing table, so that the number of labels is bounded. Returns the
  // warnings for the client as a JSON list of texts; empty if there are no keys.
  std::string Report(const std::string& topic, const std::string& event,
                     const UnknownKeys& unknown);

 private:
  prometheus::Family<prometheus::Counter>& total_;
  base::LogLimiter lines_{absl::Seconds(1), 20};
};

}  // namespace lossy::edge
