#pragma once

#include <memory>

#include "absl/strings/string_view.h"
#include "services/agent/models/media/stream_reader.h"

namespace lossy::agent {

// The container format of a recorded stream. The numbers are stored (RecordedStream::Save). kRaw:
// no known format.
enum class StreamKind { kUnknown = 0, kRaw = 1, kWebm = 2, kOgg = 3, kWav = 4, kMp4 = 5, kMp3 = 6 };

// The number of first bytes that StreamKindOf needs.
inline constexpr std::size_t kMaxMagicBytes = 12;

// True if `piece` begins with the header of a WebM, OGG, WAV or MP4 stream.
bool StartsStream(absl::string_view piece);

// Returns the kind of a stream by its first bytes. If the beginning of the stream was lost, the
// first cluster, block, page or fragment decides. Returns kUnknown if `bytes` has fewer than
// kMaxMagicBytes.
StreamKind StreamKindOf(absl::string_view bytes);

// Returns a reader for streams of this kind.
std::unique_ptr<StreamReader> MakeStreamReader(StreamKind kind);

}  // namespace lossy::agent
