#include "edge/server/tls_flags.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "base/log/log.h"
#include "base/log/refuse_start.h"
#include "edge/tls/kernel_tls.h"

ABSL_FLAG(std::string, tls_certificate, "",
          "PEM files with the certificate chains of the listener, comma-separated; a client gets "
          "the one with the name that it asks for, or else the first; empty: HTTP without TLS");
ABSL_FLAG(std::string, tls_key, "",
          "PEM files with the private keys of --tls_certificate, in the same order");
ABSL_FLAG(std::string, tls_min_version, "1.2", "Lowest TLS version of clients: 1.2 or 1.3");
ABSL_FLAG(int, tls_handshake_seconds, 10,
          "Longest time from a connection to the end of its TLS handshake, in seconds");
ABSL_FLAG(int, max_tls_handshakes, 1000,
          "Most TLS handshakes of one thread at once; further clients wait");

ABSL_FLAG(bool, tls_kernel, false,
          "Let the kernel seal TLS records, if it has its module tls; otherwise the edge does");

LOSSY_FLAG_RANGE(tls_handshake_seconds, 1, 600);
LOSSY_FLAG_RANGE(max_tls_handshakes, 1, 1'000'000);

namespace lossy::edge {
namespace {

absl::StatusOr<std::vector<base::CertificatePaths>> PathsFromFlags() {
  return base::PairCertificatePaths(absl::GetFlag(FLAGS_tls_certificate),
                                    absl::GetFlag(FLAGS_tls_key));
}

absl::StatusOr<std::unique_ptr<base::CertificateFiles>> OpenFiles() {
  absl::StatusOr<std::vector<base::CertificatePaths>> paths = PathsFromFlags();
  if (!paths.ok()) return paths.status();
  return base::CertificateFiles::Open({.certificates = *std::move(paths), .authorities = ""});
}

absl::StatusOr<TlsVersion> MinVersion() {
  const std::string text = absl::GetFlag(FLAGS_tls_min_version);
  if (text == "1.2") return TlsVersion::k12;
  if (text == "1.3") return TlsVersion::k13;
  return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" is not 1.2 or 1.3"));
}

// Logs the part that seals the records: the edge or the kernel.
void LogSealer() {
  const bool wanted = absl::GetFlag(FLAGS_tls_kernel);
  const bool has = KernelHasTls();
  const absl::string_view sealer = wanted && has ? "kernel" : "edge";
  const absl::string_view kernel_has_tls = has ? "yes" : "no";
  base::Log(wanted && !has ? base::LogLevel::kWarning : base::LogLevel::kInfo, "tls_configured",
            {{"sealer", sealer}, {"kernel_has_tls", kernel_has_tls}});
}

LOSSY_FLAG_CHECK(tls_certificate, [] { return OpenFiles().status(); });
LOSSY_FLAG_CHECK(tls_min_version, [] { return MinVersion().status(); });

}  // namespace

TlsLimits TlsLimitsFromFlags() {
  return {
      .handshake_seconds = static_cast<std::uint32_t>(absl::GetFlag(FLAGS_tls_handshake_seconds)),
      .max_handshakes = base::FlagSize(FLAGS_max_tls_handshakes),
      .kernel = absl::GetFlag(FLAGS_tls_kernel)};
}

std::unique_ptr<ListenerTls> ListenerTlsFromFlags(prometheus::Registry& registry) {
  const TlsVersion min_version = base::ValueOrRefuseFlag("tls_min_version", MinVersion());
  std::unique_ptr<base::CertificateFiles> files =
      base::ValueOrRefuseFlag("tls_certificate", OpenFiles());
  if (files->current()->certificates.empty()) return nullptr;
  LogSealer();
  return base::ValueOrRefuseFlag(
      "tls_certificate",
      ListenerTls::Make(std::move(files), min_version, base::InternalTls::FromFlags(), registry));
}

}  // namespace lossy::edge
