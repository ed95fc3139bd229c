#pragma once

namespace lossy::services {

// Rounds a confidence from 0 to 1 to two decimals, as it is stored and sent: 0.73 + 0.1 is
// 0.8300000000000001 otherwise. Returns any other number, NaN included, unchanged; the caller must
// reject it.
double RoundConfidence(double confidence);

}  // namespace lossy::services
