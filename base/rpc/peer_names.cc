#include "base/rpc/peer_names.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_join.h"
#include "grpc/grpc_security_constants.h"

namespace lossy::base {
namespace {

constexpr absl::string_view kTls = GRPC_TLS_TRANSPORT_SECURITY_TYPE;

std::vector<std::string> Values(const grpc_auth_context* context, const char* name) {
  std::vector<std::string> values;
  grpc_auth_property_iterator each = grpc_auth_context_find_properties_by_name(context, name);
  while (const grpc_auth_property* property = grpc_auth_property_iterator_next(&each)) {
    values.emplace_back(property->value, property->value_length);
  }
  return values;
}

std::vector<std::string> Values(const grpc::AuthContext& context, const char* name) {
  std::vector<std::string> values;
  for (const grpc::string_ref& value : context.FindPropertyValues(name)) {
    values.emplace_back(value.data(), value.size());
  }
  return values;
}

template <typename Context>
PeerNames Read(const Context& context) {
  const std::vector<std::string> type = Values(context, GRPC_TRANSPORT_SECURITY_TYPE_PROPERTY_NAME);
  if (type.empty() || type.front() != kTls) return {};
  return PeerNames(Values(context, GRPC_PEER_DNS_PROPERTY_NAME));
}

}  // namespace

PeerNames PeerNames::Of(const grpc::ServerContextBase& context) {
  const std::shared_ptr<const grpc::AuthContext> found = context.auth_context();
  return found == nullptr ? PeerNames() : Read(*found);
}

PeerNames PeerNames::Of(const grpc_auth_context* context) {
  return context == nullptr ? PeerNames() : Read(context);
}

bool PeerNames::Allow(absl::string_view process) const {
  return !tls_ || std::find(names_.begin(), names_.end(), process) != names_.end();
}

std::string PeerNames::ToString() const { return absl::StrJoin(names_, " "); }

}  // namespace lossy::base
