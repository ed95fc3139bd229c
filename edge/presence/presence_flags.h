#pragma once

#include "edge/presence/channel_presence.h"

namespace lossy::edge {

// Returns the options of presences from --max_presence_bytes and --presence_patience_ms.
ChannelPresence::Options PresenceOptionsFromFlags();

}  // namespace lossy::edge
