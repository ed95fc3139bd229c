#pragma once

#include <cstddef>

namespace lossy::edge {

// How deeply arrays and objects may be nested in what is transcoded.
inline constexpr int kMaxJsonDepth = 64;

// Both read [p, end) and nothing beyond. They allocate nothing for JSON that is nested less than 64
// deep, and a bit for each level beyond. Bytes above 0x7f are taken as they are: the caller has
// checked that the text is UTF-8.

// The first byte that is not white space, or `end`.
const char* SkipJsonSpace(const char* p, const char* end);

// The position behind the one JSON value (RFC 8259, strictly) that starts at `p`, or nullptr if
// there is none. It may be nested to any depth: the code that reads the value bounds what it takes,
// by `depth` if it likes, which becomes the number of arrays and objects that lie in one another.
const char* SkipJsonValue(const char* p, const char* end, std::size_t* depth = nullptr);

}  // namespace lossy::edge
