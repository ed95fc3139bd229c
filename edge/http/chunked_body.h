#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "edge/http/http_state.h"

namespace lossy::edge {

enum class ChunkedBody { kDone, kIncomplete, kTooLarge, kMalformed };

// Reads a body in chunks (RFC 9112, section 7.1), which begins in `data` at `start`, behind the
// head of its request. Extensions and trailers are checked and dropped.
//
// kDone: `body` is the body, and `end` is where it ends in `data`. kIncomplete: `progress` says
// where to go on, so the caller passes the same one with more data. kTooLarge: the body has more
// than `max_bytes`. kMalformed: it is no body in chunks, or its framing takes far more room than
// the body itself, or its trailers more than `max_trailer_bytes`.
ChunkedBody ReadChunkedBody(absl::string_view data, std::size_t start, std::size_t max_bytes,
                            std::size_t max_trailer_bytes, HttpProgress* progress,
                            std::string* body, std::size_t* end);

}  // namespace lossy::edge
