#include "services/shared/text/confidence.h"

#include <cmath>

namespace lossy::services {

double RoundConfidence(double confidence) {
  if (!(confidence >= 0 && confidence <= 1)) return confidence;
  return std::round(confidence * 100) / 100;
}

}  // namespace lossy::services
