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

ReasonCounters::ReasonCounters(prometheus::Family<prometheus::Counter>& family,
                               const std::string& channel) {
  for (std::size_t number = 0; number < counters_.size(); ++number) {
    const auto reason = static_cast<channel::v1::Reason>(number);
    if (!channel::v1::Reason_IsValid(reason)) continue;
    counters_[number] = &family.Add({{"channel", channel}, {"reason", LabelOf(reason)}});
  }
}

void ReasonCounters::Count(channel::v1::Reason reason) {
  if (!channel::v1::Reason_IsValid(reason)) reason = channel::v1::REASON_UNSPECIFIED;
  counters_[static_cast<std::size_t>(reason)]->Increment();
}

}  // namespace lossy::edge
