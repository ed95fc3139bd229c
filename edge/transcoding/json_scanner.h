#pragma once

namespace lossy::edge {

// How deeply arrays and objects may be nested.
inline constexpr int kMaxJsonDepth = 64;

// Both read [p, end) and nothing beyond, and allocate nothing. Bytes above 0x7f are taken as they
// are: UTF-8 is checked before.

// The first byte that is not white space, or `end`.
const char* SkipJsonSpace(const char* p, const char* end);

// The position behind the one JSON value (RFC 8259, strictly) that starts at `p`, or nullptr if
// there is none or it is nested more than kMaxJsonDepth deep.
const char* SkipJsonValue(const char* p, const char* end);

}  // namespace lossy::edge
