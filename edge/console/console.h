#pragma once

#include <string>

namespace lossy::edge {

// The page at "/": what this server is and how to talk to it.
std::string ConsolePage();

}  // namespace lossy::edge
