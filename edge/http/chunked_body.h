#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "edge/http/http_state.h"

namespace lossy::edge {

enum class ChunkedBody { kDone, kIncomplete, kTooLarge, kMalformed };

// Parses a chunked request body (RFC 9112, section 7.1) that begins at offset `start` of `data`,
// behind the request's head. It checks and drops chunk extensions and trailers.
//
// - kDone: `body` is the decoded body, and `end` is the offset in `data` behind the encoded one.
// - kIncomplete: the caller must call again with the same `progress` and with more data.
// - kTooLarge: the body has more than `max_bytes`.
// - kMalformed: the bytes are not a chunked body, the framing takes far more bytes than the body,
//   or the trailers take more than `max_trailer_bytes`.
ChunkedBody ReadChunkedBody(absl::string_view data, std::size_t start, std::size_t max_bytes,
                            std::size_t max_trailer_bytes, HttpProgress* progress,
                            std::string* body, std::size_t* end);

}  // namespace lossy::edge
