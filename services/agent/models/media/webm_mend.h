#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// The head of a cluster without a known end, at time zero: times do not matter to a recogniser.
inline constexpr absl::string_view kOpenWebmCluster(
    "\x1F\x43\xB6\x75\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xE7\x81\x00", 15);

// Whether blocks of a cluster follow each other from the first byte on: three in a row, where there
// are as many, are no coincidence.
bool AreWebmBlocks(absl::string_view bytes);

// A browser delivers a recording in pieces that it cuts between any two blocks, and only the first
// has the header. With that header in front, a later piece still begins in the middle of a
// cluster, and a demuxer would skip all up to the next one: there may be none.
//
// Gives such a piece with a cluster around its first whole blocks, and one without its header with
// a header as browsers write it; nothing when `webm` needs no mending or has nothing of a WebM.
absl::optional<std::string> MendWebm(absl::string_view webm);

}  // namespace lossy::agent
