#pragma once

#include <cstddef>

namespace lossy::edge {

// The greatest depth of nested arrays and objects that is transcoded.
inline constexpr int kMaxJsonDepth = 64;

// Both functions read only [p, end). They allocate memory only for JSON that is nested 64 levels or
// more: one bit for each level. They do not check bytes above 0x7f; the caller checks that the text
// is UTF-8.

// Returns the first byte that is not white space, or `end`.
const char* SkipJsonSpace(const char* p, const char* end);

// Returns the position behind the JSON value (RFC 8259) that starts at `p`, or nullptr if there is
// none. `depth` becomes the number of levels of nested arrays and objects. The depth is not
// bounded: the code that reads the value bounds it.
const char* SkipJsonValue(const char* p, const char* end, std::size_t* depth = nullptr);

}  // namespace lossy::edge
