#pragma once

#include <memory>

#include "absl/strings/string_view.h"
#include "services/agent/models/media/stream_reader.h"

namespace lossy::agent {

enum class StreamKind { kUnknown = 0, kRaw = 1, kWebm = 2, kOgg = 3, kWav = 4, kMp4 = 5, kMp3 = 6 };

// The number of bytes by which the kind of every stream is recognised.
inline constexpr std::size_t kMaxMagicBytes = 12;

// True if `piece` begins with the header of a WebM, OGG, WAV or MP4.
bool StartsStream(absl::string_view piece);

// The kind of a stream by its first bytes. A stream whose beginning was lost is recognised by the
// first cluster, block, page or fragment in them. kUnknown: fewer than kMaxMagicBytes are there.
StreamKind StreamKindOf(absl::string_view bytes);

std::unique_ptr<StreamReader> MakeStreamReader(StreamKind kind);

}  // namespace lossy::agent
