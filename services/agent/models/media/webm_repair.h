#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// The head of a cluster without a size, at time zero. A recogniser ignores times.
inline constexpr absl::string_view kOpenWebmCluster(
    "\x1F\x43\xB6\x75\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xE7\x81\x00", 15);

// True if `bytes` begins with successive blocks of a cluster: three of them, or as many as there
// are. Three in a row are no coincidence.
bool AreWebmBlocks(absl::string_view bytes);

// Repairs a piece of a WebM. A browser cuts a recording between any two blocks, and only the first
// piece has the header. Behind that header a later piece still begins in the middle of a cluster. A
// demuxer would skip its blocks up to the next cluster, which may not exist.
//
// Returns such a piece with a cluster around its first whole blocks. A piece without a header gets
// one like that of browsers. Nullopt: `webm` needs no repair, or is no WebM.
absl::optional<std::string> RepairWebm(absl::string_view webm);

}  // namespace lossy::agent
