#pragma once

#include <array>
#include <atomic>
#include <string>
#include <utility>

#include "lossy/channel/v1/error.pb.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"

namespace lossy::edge {

// Counts the refusals of one channel by the reason in the answer to the client. A time series
// exists from the first refusal with its reason. Thread-safe.
class ReasonCounters {
 public:
  // `channel` is the value of the label "channel", a topic pattern of the routing table. `family`
  // must outlive the object.
  ReasonCounters(prometheus::Family<prometheus::Counter>& family, std::string channel)
      : family_(family), channel_(std::move(channel)) {}

  // A value that the enumeration lacks counts as REASON_UNSPECIFIED.
  void Count(channel::v1::Reason reason);

 private:
  prometheus::Family<prometheus::Counter>& family_;
  const std::string channel_;
  // By reason. nullptr: no refusal so far.
  std::array<std::atomic<prometheus::Counter*>, channel::v1::Reason_ARRAYSIZE> counters_{};
};

}  // namespace lossy::edge
