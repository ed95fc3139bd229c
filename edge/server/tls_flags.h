#pragma once

#include <memory>

#include "edge/server/listener_tls.h"
#include "edge/server/tls_limits.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// Returns the bounds of handshakes from --tls_handshake_seconds and --max_tls_handshakes, and
// --tls_kernel.
TlsLimits TlsLimitsFromFlags();

// Returns the TLS of the listener from --tls_certificate, --tls_key and --tls_min_version, or
// nullptr without --tls_certificate. Refuses the start (base/log/refuse_start.h) if a file or a
// value cannot be used. `registry` must outlive the result.
std::unique_ptr<ListenerTls> ListenerTlsFromFlags(prometheus::Registry& registry);

}  // namespace lossy::edge
