#pragma once

namespace lossy::services {

// A confidence, 0 to 1, as it is stored and sent: with two decimals. Sums such as 0.73 + 0.1 would
// otherwise be sent as 0.8300000000000001. Any other number, NaN included, stays as it is, for the
// caller's check to reject.
double RoundConfidence(double confidence);

}  // namespace lossy::services
