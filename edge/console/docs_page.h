#pragma once

#include <string>

#include "contract/model/contract.h"

namespace lossy::edge {

// Returns the HTML page /docs: each topic with its join, events and pushes, the types of their
// fields, the errors, and the pub/sub topics. The page needs no script.
std::string DocsPage(const contract::Contract& contract);

}  // namespace lossy::edge
