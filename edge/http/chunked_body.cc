#include "edge/http/chunked_body.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kLineEnd = "\r\n";
// The longest line of a chunk with its extensions, in bytes.
constexpr std::size_t kMaxChunkLineBytes = 4 << 10;
// A body may have kFramingReserve bytes of framing, for extensions, and kFramingPerByte more for
// each decoded byte. A chunk of one byte takes five. A client that needs more wastes memory on
// purpose.
constexpr std::size_t kFramingReserve = 64 << 10;
constexpr std::size_t kFramingPerByte = 8;

// The line that begins a chunk.
struct ChunkLine {
  std::size_t bytes = 0;  // Bytes of the line, with its end.
  std::size_t chunk = 0;  // The size of the chunk's data.
};

// Returns true if the text has no control character that ends a line.
bool IsText(absl::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return c != '\t' && absl::ascii_iscntrl(static_cast<unsigned char>(c));
  });
}

ChunkedBody ReadLine(absl::string_view data, std::size_t max_chunk, ChunkLine* line) {
  const std::size_t end = data.substr(0, kMaxChunkLineBytes).find(kLineEnd);
  if (end == absl::string_view::npos) {
    return data.size() < kMaxChunkLineBytes ? ChunkedBody::kIncomplete : ChunkedBody::kMalformed;
  }
  absl::string_view text = data.substr(0, end);
  const auto digits = static_cast<std::size_t>(
      std::find_if_not(text.begin(), text.end(), absl::ascii_isxdigit) - text.begin());
  std::uint64_t size = 0;
  if (digits == 0 || digits > 16 || !absl::SimpleHexAtoi(text.substr(0, digits), &size)) {
    return ChunkedBody::kMalformed;
  }
  text.remove_prefix(digits);
  if (!IsText(text)) return ChunkedBody::kMalformed;
  text = absl::StripAsciiWhitespace(text);
  if (!text.empty() && text[0] != ';') return ChunkedBody::kMalformed;
  if (size > max_chunk) return ChunkedBody::kTooLarge;
  line->bytes = end + kLineEnd.size();
  line->chunk = static_cast<std::size_t>(size);
  return ChunkedBody::kDone;
}

// Names have no space (RFC 9110, section 5.1). A line that begins with a space would continue the
// line before it.
bool IsField(absl::string_view line) {
  const std::size_t colon = line.find(':');
  return colon != absl::string_view::npos && colon > 0 && IsText(line) &&
         std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
                     absl::ascii_isgraph);
}

// Checks the lines behind the last chunk and the blank line that ends them.
ChunkedBody ReadTrailers(absl::string_view data, std::size_t max_bytes, std::size_t* size) {
  *size = 0;
  for (;;) {
    const absl::string_view rest = data.substr(*size);
    const std::size_t end = rest.find(kLineEnd);
    if (*size + std::min(end, rest.size()) > max_bytes) return ChunkedBody::kMalformed;
    if (end == absl::string_view::npos) return ChunkedBody::kIncomplete;
    *size += end + kLineEnd.size();
    if (end == 0) return ChunkedBody::kDone;
    if (!IsField(rest.substr(0, end))) return ChunkedBody::kMalformed;
  }
}

// Joins the data of chunks that are known to be complete.
std::string Join(absl::string_view data, std::size_t size) {
  std::string body;
  body.reserve(size);
  for (ChunkLine line; body.size() < size;) {
    ReadLine(data, size, &line);
    body.append(data.data() + line.bytes, line.chunk);
    data.remove_prefix(line.bytes + line.chunk + kLineEnd.size());
  }
  return body;
}

}  // namespace

ChunkedBody ReadChunkedBody(absl::string_view data, std::size_t start, std::size_t max_bytes,
                            std::size_t max_trailer_bytes, HttpProgress* progress,
                            std::string* body, std::size_t* end) {
  std::size_t at = std::max<std::size_t>(start, progress->chunk);
  for (;;) {
    progress->chunk = static_cast<std::uint32_t>(at);
    progress->wanted = static_cast<std::uint32_t>(data.size() + 1);
    const std::size_t framing = at - start - progress->body;
    if (framing > kFramingReserve + kFramingPerByte * progress->body) {
      return ChunkedBody::kMalformed;
    }
    ChunkLine line;
    const absl::string_view rest = data.substr(std::min(at, data.size()));
    const ChunkedBody result = ReadLine(rest, max_bytes - progress->body, &line);
    if (result != ChunkedBody::kDone) return result;
    if (line.chunk == 0) {
      std::size_t trailers = 0;
      const ChunkedBody last = ReadTrailers(rest.substr(line.bytes), max_trailer_bytes, &trailers);
      if (last != ChunkedBody::kDone) return last;
      *body = Join(data.substr(start), progress->body);
      *end = at + line.bytes + trailers;
      return ChunkedBody::kDone;
    }
    const std::size_t next = line.bytes + line.chunk + kLineEnd.size();
    if (rest.size() < next) {
      progress->wanted = static_cast<std::uint32_t>(at + next);
      return ChunkedBody::kIncomplete;
    }
    if (rest.substr(next - kLineEnd.size(), kLineEnd.size()) != kLineEnd) {
      return ChunkedBody::kMalformed;
    }
    progress->body += static_cast<std::uint32_t>(line.chunk);
    at += next;
  }
}

}  // namespace lossy::edge
