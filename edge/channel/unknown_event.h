#pragma once

#include "absl/strings/string_view.h"
#include "edge/channel/answer.h"
#include "edge/routing/routing_table.h"

namespace lossy::edge {

// Returns the answer to an event that its topic does not answer. It names the patterns of the
// topics that do.
Answer UnknownEventAnswer(absl::string_view event, const RoutingTable& routes);

}  // namespace lossy::edge
