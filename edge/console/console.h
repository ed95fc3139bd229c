#pragma once

#include <string>

namespace lossy::edge {

// Returns the HTML page at "/". It shows a developer the code that connects a Phoenix client, and
// shows whether the edge is ready.
std::string ConsolePage();

}  // namespace lossy::edge
