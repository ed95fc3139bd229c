#include "edge/presence/presence_flags.h"

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"

ABSL_FLAG(int, max_presence_bytes, 1 << 10, "Longest presence_update of a client, in bytes");
ABSL_FLAG(
    int, presence_patience_ms, 6000,
    "Time for which a presence stays that notifications has lost, in milliseconds; longer than "
    "its --presence_lease_ms");

LOSSY_FLAG_RANGE(max_presence_bytes, 2, 1 << 20);
LOSSY_FLAG_RANGE(presence_patience_ms, 1, 3'600'000);

namespace lossy::edge {

ChannelPresence::Options PresenceOptionsFromFlags() {
  return {.max_meta_bytes = base::FlagSize(FLAGS_max_presence_bytes),
          .patience = base::FlagMilliseconds(FLAGS_presence_patience_ms)};
}

}  // namespace lossy::edge
