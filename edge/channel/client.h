#pragma once

#include <memory>

#include "base/identity/identity.h"
#include "edge/limits/user_registry.h"
#include "edge/phoenix/serializer.h"

namespace lossy::edge {

// The client at the other end of a transport, and the serializer that it understands.
struct Client {
  Serializer serializer = Serializer::kV2;
  base::Identity identity;
  std::unique_ptr<UserConnection> connection;
  // Its place among the connections of its address; nullptr: those are not counted.
  std::unique_ptr<UserConnection> address;
};

}  // namespace lossy::edge
