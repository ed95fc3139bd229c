#pragma once

#include <map>
#include <memory>
#include <string>

#include "edge/routing/routing_table.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::edge {

// Returns the services of --upstreams: their full names with their addresses, comma-separated.
// Refuses the start (base/log/refuse_start.h) if an entry is not service=address.
std::map<std::string, std::string> UpstreamsFromFlags();

// Returns the descriptor sets of --descriptors as one that has each file once. Refuses the start if
// a file cannot be read.
google::protobuf::FileDescriptorSet DescriptorsFromFlags();

// Returns the routes to the services `upstreams`. `descriptors` are those of --descriptors. Refuses
// the start if they are invalid.
std::unique_ptr<RoutingTable> RoutingTableFromFlags(
    const google::protobuf::FileDescriptorSet& descriptors,
    const std::map<std::string, std::string>& upstreams);

}  // namespace lossy::edge
