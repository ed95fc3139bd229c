#pragma once

#include <string>

#include "contract/diff/contract_diff.h"

namespace lossy::contract {

// Returns the differences for people: each break and warning with its elements, its reason and its
// remedy, then one line for each other change. The last line has the numbers.
std::string DiffText(const ContractDiff& diff);

// Returns the differences as a JSON object: {"breaks": N, "warnings": N, "clients": […],
// "callers": […]}. The numbers do not count allowed findings. The lists have findings as objects:
// severity, elements, what, why, remedy, allowed.
std::string DiffJson(const ContractDiff& diff);

}  // namespace lossy::contract
