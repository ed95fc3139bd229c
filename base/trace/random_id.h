#pragma once

#include <cstdint>

namespace lossy::base {

// Returns a random number above 0 for the id of a trace or a span. The generator is fast and
// not secure: an id is a name, and no secret. Thread-safe: each thread has its own generator,
// which the kernel seeds.
std::uint64_t RandomId();

}  // namespace lossy::base
