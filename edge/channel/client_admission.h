#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/identity/identity.h"
#include "base/refusal/refusal.h"
#include "edge/channel/client.h"
#include "edge/limits/client_registry.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/net/ip_address.h"
#include "edge/phoenix/serializer.h"

namespace lossy::edge {

// Admits clients whose token is verified, and records those that the edge refuses. All transports
// share it. Thread-safe.
class ClientAdmission {
 public:
  // Both must outlive the object and the admitted clients.
  ClientAdmission(ClientRegistry& clients, EdgeMetrics& metrics)
      : clients_(clients), metrics_(metrics) {}

  // Counts a client among the connections of its user and of its address. Returns
  // RESOURCE_EXHAUSTED with a retry hint, and records the refusal, if they have too many or open
  // them too fast.
  absl::StatusOr<Client> Admit(base::Identity identity, Serializer serializer,
                               const IpAddress& address) const;
  // Records that a client was refused. `problem` is for the operator.
  void RecordRefusal(base::RefusalReason reason, absl::string_view problem,
                     const IpAddress& address) const;

 private:
  ClientRegistry& clients_;
  EdgeMetrics& metrics_;
};

}  // namespace lossy::edge
