#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// The head of a cluster without a size, at time zero. The time does not matter, because decoders
// here ignore times.
inline constexpr absl::string_view kOpenWebmCluster(
    "\x1F\x43\xB6\x75\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xE7\x81\x00", 15);

// True if `bytes` begins with three successive blocks of a cluster, or with at least one before the
// cluster or the bytes end. Random bytes hardly ever look like three blocks.
bool AreWebmBlocks(absl::string_view bytes);

// Repairs a piece of a WebM recording. A browser cuts a recording between any two blocks, and only
// the first piece has the header. Even with that header, a later piece begins in the middle of a
// cluster. A demuxer would skip its blocks up to the next cluster, which may not exist.
//
// Returns such a piece with a cluster around its first whole blocks, and with a header like that of
// browsers if it has none. Returns nullopt if `webm` needs no repair, or is no WebM.
absl::optional<std::string> RepairWebm(absl::string_view webm);

}  // namespace lossy::agent
