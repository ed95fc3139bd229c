#pragma once

#include <cstddef>

#include "edge/pubsub/feed.h"

namespace lossy::edge {

// Returns the options of the feed from the --recent_… flags. The missed events of a client are sent
// at once, so those of a topic take at most half of `send_queue_bytes`, the size of a client's send
// queue.
Feed::Options FeedOptionsFromFlags(std::size_t send_queue_bytes);

}  // namespace lossy::edge
