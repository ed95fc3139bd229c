#include "edge/metrics/reason_counters.h"

#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

namespace lossy::edge {
namespace {

// Returns "not_found" for REASON_NOT_FOUND.
std::string LabelOf(channel::v1::Reason reason) {
  return absl::AsciiStrToLower(absl::StripPrefix(channel::v1::Reason_Name(reason), "REASON_"));
}

}  // namespace

void ReasonCounters::Count(channel::v1::Reason reason) {
  if (!channel::v1::Reason_IsValid(reason)) reason = channel::v1::REASON_UNSPECIFIED;
  std::atomic<prometheus::Counter*>& counter = counters_[static_cast<std::size_t>(reason)];
  prometheus::Counter* known = counter.load(std::memory_order_acquire);
  if (known == nullptr) {
    // A second thread receives the same counter from the family.
    known = &family_.Add({{"channel", channel_}, {"reason", LabelOf(reason)}});
    counter.store(known, std::memory_order_release);
  }
  known->Increment();
}

}  // namespace lossy::edge
