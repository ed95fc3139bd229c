#pragma once

#include <string>

#include "deploy/lossyctl/doctor/findings.h"

namespace lossy::lossyctl {

struct EdgeCheck {
  std::string url;          // "http://localhost:4000".
  std::string authorities;  // PEM of the authorities of an https edge; empty: the system's.
  std::string user_token;   // A user's token that the edge should accept; empty: not checked.
  double tolerance = 1;     // The largest difference of clocks, in seconds.
};

// Checks an edge as a client sees it: that its name resolves, that every address answers, with a
// certificate for the name, that it is ready, that its clock agrees (the header "Date", if it sends
// one), and that it accepts the user's token. Blocks for some seconds for each address.
void CheckEdge(const EdgeCheck& check, Findings& findings);

}  // namespace lossy::lossyctl
