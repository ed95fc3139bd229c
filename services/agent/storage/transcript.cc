#include "services/agent/storage/transcript.h"

#include <array>

namespace lossy::agent {
namespace {

constexpr std::array<absl::string_view, 6> kWords = {"recorded", "pending", "plain",
                                                     "noted",    "skipped", "failed"};

}  // namespace

absl::string_view ToString(Progress progress) { return kWords[static_cast<int>(progress)]; }

Progress ParseProgress(absl::string_view word) {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i] == word) return static_cast<Progress>(i);
  }
  return Progress::kFailed;
}

}  // namespace lossy::agent
