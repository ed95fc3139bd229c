#include "edge/bench/one_client_edge.h"

namespace lossy::edge {

OneClientEdge::OneClientEdge() {
  service_.Attach(edge_.hub(), edge_.executor());
  edge_.Connect("ann");
  Send(Frame(R"(["1","1","room:a","phx_join",{}])"));
  Handle();
  Receive();
}

}  // namespace lossy::edge
