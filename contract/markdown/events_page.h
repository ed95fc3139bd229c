#pragma once

#include <string>

#include "contract/model/contract.h"

namespace lossy::contract {

// Returns the reference of the contract as a Markdown page: each topic with its join, events and
// pushes, the tables of their payloads, examples, the pub/sub topics and the errors.
std::string EventsPage(const Contract& contract);

}  // namespace lossy::contract
