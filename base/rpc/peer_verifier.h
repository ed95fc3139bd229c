#pragma once

#include <memory>
#include <string>

#include "base/rpc/trust_slot.h"
#include "base/tls/peer_check.h"
#include "grpcpp/security/tls_certificate_verifier.h"

namespace lossy::base {

// Returns a verifier of gRPC that checks the certificate of the peer at `end` after each TLS
// handshake (TrustStore::Check). It records each refusal (PeerRefusals), and the connection ends.
// `name` is the process that a caller means; empty: every process of the installation. gRPC's own
// verification must be off, because its errors name neither the certificate nor the problem.
std::shared_ptr<grpc::experimental::CertificateVerifier> MakePeerVerifier(
    std::shared_ptr<const TrustSlot> trust, PeerEnd end, std::string name);

}  // namespace lossy::base
