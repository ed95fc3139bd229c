#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "edge/bench/inline_service.h"
#include "edge/bench/loop_edge.h"

namespace lossy::edge {

// For benchmarks: a LoopEdge with one client, which has joined "room:a" of the sample service. The
// service answers within the process.
class OneClientEdge {
 public:
  OneClientEdge();

  static std::string Frame(absl::string_view text) { return LoopEdge::Frame(text); }

  // Sends bytes as the client.
  void Send(absl::string_view bytes) { edge_.Send(/*client=*/0, bytes); }
  // Runs an iteration of the worker's loop, which must have input.
  void Handle() { edge_.Handle(); }
  // Returns the number of bytes that have arrived at the client.
  std::size_t Receive() { return edge_.Receive(/*client=*/0); }

  // The edge's side of the connection.
  int socket() { return edge_.socket(/*client=*/0); }

 private:
  const std::shared_ptr<const RoutingTable> routes_ = LoopEdge::SampleRoutes();
  InlineService service_{*routes_};
  LoopEdge edge_{routes_, service_, service_};
};

}  // namespace lossy::edge
