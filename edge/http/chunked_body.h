#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "edge/http/http_state.h"

namespace lossy::edge {

enum class ChunkedBody { kDone, kIncomplete, kTooLarge, kMalformed };

// Parses a chunked body (RFC 9112, section 7.1) that begins at `start` in `data`, behind the head
// of its request. Extensions and trailers are checked and dropped.
//
// - kDone: `body` is the body, and `end` is the offset behind it in `data`.
// - kIncomplete: the caller must pass the same `progress` again, with more data.
// - kTooLarge: the body has more than `max_bytes`.
// - kMalformed: the bytes are not a chunked body, the framing takes far more room than the body, or
//   the trailers take more than `max_trailer_bytes`.
ChunkedBody ReadChunkedBody(absl::string_view data, std::size_t start, std::size_t max_bytes,
                            std::size_t max_trailer_bytes, HttpProgress* progress,
                            std::string* body, std::size_t* end);

}  // namespace lossy::edge
