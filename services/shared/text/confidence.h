#pragma once

namespace lossy::services {

// Rounds a confidence from 0 to 1 to two decimals, the precision in which services store and send
// it. Without the function, 0.73 + 0.1 would be sent as 0.8300000000000001. Returns any other
// number, NaN included, unchanged; the caller must reject it.
double RoundConfidence(double confidence);

}  // namespace lossy::services
