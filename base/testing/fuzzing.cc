#include "base/testing/fuzzing.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace lossy::base {
namespace {

// The seed is the same on every machine and in every run.
std::uint32_t Fingerprint(absl::string_view bytes) {
  std::uint32_t hash = 2166136261u;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

}  // namespace

void Require(bool holds, absl::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

std::vector<absl::string_view> InPieces(absl::string_view input) {
  constexpr std::uint32_t kLargest[] = {1, 4, 32, 256};
  std::minstd_rand random(Fingerprint(input));
  const std::uint32_t largest = kLargest[random() % std::size(kLargest)];
  std::vector<absl::string_view> pieces;
  while (!input.empty()) {
    const std::size_t size = std::min<std::size_t>(1 + random() % largest, input.size());
    pieces.push_back(input.substr(0, size));
    input.remove_prefix(size);
  }
  return pieces;
}

}  // namespace lossy::base
