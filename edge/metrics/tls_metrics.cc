#include "edge/metrics/tls_metrics.h"

#include <string>

#include "base/metrics/add_metric.h"

namespace lossy::edge {

TlsMetrics::TlsMetrics(prometheus::Registry& registry)
    : running(base::AddGauge(registry, "lossy_edge_tls_handshakes_running",
                             "TLS handshakes that have begun and not ended")),
      kernel(base::AddCounter(registry, "lossy_edge_tls_kernel_connections_total",
                              "TLS connections whose records the kernel seals")),
      handshakes_(prometheus::BuildCounter()
                      .Name("lossy_edge_tls_handshakes_total")
                      .Help("TLS handshakes of clients that succeeded, by version and by whether "
                            "they resumed a session")
                      .Register(registry)),
      failures_(prometheus::BuildCounter()
                    .Name("lossy_edge_tls_handshakes_failed_total")
                    .Help("TLS handshakes of clients that failed, by reason")
                    .Register(registry)) {}

void TlsMetrics::CountHandshake(absl::string_view version, bool resumed) {
  handshakes_.Add({{"version", std::string(version)}, {"resumed", resumed ? "true" : "false"}})
      .Increment();
}

void TlsMetrics::CountFailure(absl::string_view reason) {
  failures_.Add({{"reason", std::string(reason)}}).Increment();
}

}  // namespace lossy::edge
