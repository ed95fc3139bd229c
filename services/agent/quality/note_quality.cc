#include "services/agent/quality/note_quality.h"

#include <algorithm>

#include "services/shared/text/confidence.h"

namespace lossy::agent {
namespace {

// The lower bound of all settings: notes below it are noise.
constexpr double kFloor = 0.25;
constexpr int kTooMany = 5;
constexpr double kBump = 0.1;
constexpr double kLeastBumped = 0.4;

}  // namespace

double MinConfidence(double user_minimum, int deleted) {
  const double bumped = deleted < kTooMany ? 0 : std::max(user_minimum + kBump, kLeastBumped);
  return services::RoundConfidence(std::min(1.0, std::max({kFloor, user_minimum, bumped})));
}

}  // namespace lossy::agent
