#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/identity/token_issuer.h"
#include "deploy/lossyctl/doctor/findings.h"
#include "deploy/lossyctl/doctor/process_address.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::lossyctl {

// Checks a listener of a gRPC service: that it answers, with mutual TLS if the --tls_internal_…
// flags are set, and that its health is SERVING. Otherwise it names the parts that fail.
// Returns true if it answers. Blocks for some seconds at most.
bool CheckHealth(const ProcessAddress& endpoint, Findings& findings);

// Checks that the service accepts an operator's token, which `operator_key` signs for the gRPC
// service `service`. The call asks for a method that does not exist, so it changes nothing.
void CheckOperatorToken(const ProcessAddress& endpoint, const std::string& service,
                        base::TokenIssuer& operator_key, Findings& findings);

}  // namespace lossy::lossyctl
