#pragma once

#include <string>

#include "contract/model/contract.h"

namespace lossy::contract {

// Returns TypeScript declarations of the contract, which compile as .d.ts and as .ts:
//
// - an interface for each message, in a namespace of the name of its package. A message that is
// sent in
//   both directions has a second one for messages from clients, whose name ends in "Input";
// - a type for each enum;
// - `Topics`, which maps the pattern of each topic to its join, events and pushes;
// - the types of errors, positions and options of joins.
//
// Comments of the protos are doc comments.
std::string TypeScript(const Contract& contract);

}  // namespace lossy::contract
