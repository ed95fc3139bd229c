#include "edge/channel/client_admission.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace lossy::edge {

absl::StatusOr<Client> ClientAdmission::Admit(base::Identity identity, Serializer serializer,
                                              const IpAddress& address) const {
  absl::StatusOr<ClientConnections> connections =
      clients_.Connect(identity.user_id, address.ToString());
  if (!connections.ok()) {
    metrics_.rate_limited.Increment();
    RecordRefusal(base::RefusalReason::kRateLimited,
                  absl::StrCat(connections.status().message(), " (user ", identity.user_id, ")"),
                  address);
    return connections.status();
  }
  return Client{.serializer = serializer,
                .identity = std::move(identity),
                .connection = std::move(connections->user),
                .address = std::move(connections->address)};
}

void ClientAdmission::RecordRefusal(base::RefusalReason reason, absl::string_view problem,
                                    const IpAddress& address) const {
  metrics_.refused.Record(reason, problem, address.ToString());
}

}  // namespace lossy::edge
