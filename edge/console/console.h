#pragma once

#include <string>

namespace lossy::edge {

// Returns the HTML page at "/". It tells a developer how to connect a Phoenix client, and shows
// whether the edge is ready.
std::string ConsolePage();

}  // namespace lossy::edge
