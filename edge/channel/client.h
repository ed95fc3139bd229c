#pragma once

#include "base/identity/identity.h"
#include "base/trace/trace_context.h"
#include "edge/limits/user_registry.h"
#include "edge/phoenix/serializer.h"

namespace lossy::edge {

// The client at the other end of a transport: its user and its message format.
struct Client {
  Serializer serializer = Serializer::kV2;
  base::Identity identity;
  // Counts the client among the connections of its user.
  UserConnection connection;
  // Counts the client among the connections of its address. nullptr: these are not counted.
  UserConnection address;
  // The trace in the HTTP header `traceparent` of the connection. Empty: none.
  base::TraceContext trace = {};
};

}  // namespace lossy::edge
