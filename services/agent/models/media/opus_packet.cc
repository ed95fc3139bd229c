#include "services/agent/models/media/opus_packet.h"

#include <algorithm>
#include <array>

namespace lossy::agent {
namespace {

constexpr double kMaxSeconds = 0.12;

// The length of a frame by the five bits of the configuration.
double FrameSeconds(unsigned configuration) {
  constexpr std::array<double, 4> kSilk = {0.010, 0.020, 0.040, 0.060};
  constexpr std::array<double, 2> kHybrid = {0.010, 0.020};
  constexpr std::array<double, 4> kCelt = {0.0025, 0.005, 0.010, 0.020};
  if (configuration < 12) return kSilk[configuration % 4];
  if (configuration < 16) return kHybrid[configuration % 2];
  return kCelt[configuration % 4];
}

}  // namespace

double OpusPacketSeconds(absl::string_view packet) {
  if (packet.empty()) return 0;
  const auto toc = static_cast<unsigned char>(packet[0]);
  const double frame = FrameSeconds(toc >> 3);
  switch (toc & 3) {
    case 0:
      return frame;
    case 1:
    case 2:
      return 2 * frame;
    default:
      if (packet.size() < 2) return 0;
      return std::min(kMaxSeconds, frame * (static_cast<unsigned char>(packet[1]) & 0x3F));
  }
}

}  // namespace lossy::agent
