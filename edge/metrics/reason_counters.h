#pragma once

#include <array>
#include <string>

#include "lossy/channel/v1/error.pb.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"

namespace lossy::edge {

// Counts the refusals of one channel by the reason in the answer to the client. Every reason has a
// time series from the start, so that Prometheus sees the first refusal as an increase.
// Thread-safe.
class ReasonCounters {
 public:
  // `channel` is the value of the label "channel", a topic pattern of the routing table. `family`
  // must outlive the object.
  ReasonCounters(prometheus::Family<prometheus::Counter>& family, const std::string& channel);

  // A value that the enumeration lacks counts as REASON_UNSPECIFIED.
  void Count(channel::v1::Reason reason);

 private:
  // By reason. nullptr: the number has no reason. Never changes.
  std::array<prometheus::Counter*, channel::v1::Reason_ARRAYSIZE> counters_{};
};

}  // namespace lossy::edge
