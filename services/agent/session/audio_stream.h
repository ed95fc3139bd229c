#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// What the first piece of a recorded stream tells about the rest of it.

// Whether a new stream starts here: WebM, OGG, WAV or MP4.
bool StartsStream(absl::string_view piece);

// How many bytes of a stream's first piece a player needs before any later piece: what comes before
// the first cluster of a WebM, the first sound of an OGG, the samples of a WAV, the first fragment
// of an MP4. 0: nothing, or it cannot be told.
std::size_t HeaderSize(absl::string_view first_piece);

// Bytes for each second of sound: exact for a WAV whose format is one that recorders use, else an
// estimate; `opus_rate` for what is no stream that is known. Never less than 4,000 for a WAV,
// whatever its header claims.
double BytesPerSecond(absl::string_view first_piece, double opus_rate);

}  // namespace lossy::agent
