#pragma once

namespace lossy::edge {

// A rate and the part of it that is left.
struct RateLeft {
  const char* name;   // A constant: "user_messages".
  double left;        // The units that the client may use at once now.
  double per_second;  // The units that are added each second. 0: no limit.
};

}  // namespace lossy::edge
