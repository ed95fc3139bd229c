#pragma once

#include <cstddef>

namespace lossy::edge {

// The greatest depth of nested arrays and objects that is transcoded.
inline constexpr int kMaxJsonDepth = 64;

// Both functions read only the bytes in [p, end). They do not check bytes above 0x7f; the caller
// must check that the text is UTF-8. They allocate memory only for JSON that is nested 64 levels or
// more: one bit for each level.

// Returns the first byte that is not white space, or `end`.
const char* SkipJsonSpace(const char* p, const char* end);

// Returns the position behind the JSON value (RFC 8259) that starts at `p`, or nullptr if there is
// none. `depth` becomes the number of levels of nested arrays and objects. It is not bounded here;
// the code that reads the value must bound it.
const char* SkipJsonValue(const char* p, const char* end, std::size_t* depth = nullptr);

}  // namespace lossy::edge
