#pragma once

#include <map>
#include <memory>
#include <string>

#include "edge/routing/routing_table.h"

namespace lossy::edge {

// Returns the services of --upstreams: their full names with their addresses, comma-separated.
// Refuses the start (base/log/refuse_start.h) if an entry is not service=address.
std::map<std::string, std::string> UpstreamsFromFlags();

// Returns the routes to the services `upstreams`, from the descriptor sets of --descriptors.
// Refuses the start if a file cannot be read, or if the descriptors are invalid.
std::unique_ptr<RoutingTable> RoutingTableFromFlags(
    const std::map<std::string, std::string>& upstreams);

}  // namespace lossy::edge
