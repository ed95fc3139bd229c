#include "base/rpc/internal_tls.h"

#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/optional.h"
#include "base/flags/flag_check.h"
#include "base/log/log.h"
#include "base/log/refuse_start.h"
#include "base/rpc/peer_verifier.h"
#include "grpc/support/log.h"
#include "grpcpp/security/tls_credentials_options.h"

ABSL_FLAG(std::string, tls_internal_certificate, "",
          "PEM file with this process's certificate for the links between processes, and its "
          "intermediate authorities; one DNS name must be the process's name. With "
          "--tls_internal_key and --tls_internal_ca, or none of the three");
ABSL_FLAG(std::string, tls_internal_key, "",
          "PEM file with the private key of --tls_internal_certificate");
ABSL_FLAG(std::string, tls_internal_ca, "",
          "PEM file with the authorities that sign the certificates of the other processes; with "
          "it, links between processes use TLS only, with certificates at both ends");

namespace lossy::base {
namespace {

using grpc::experimental::FileWatcherCertificateProvider;

// The pause between two looks of gRPC at its files, in seconds.
constexpr unsigned int kRefreshSeconds = 1;

// Returns nullopt without the flags.
absl::StatusOr<absl::optional<InternalTls::Paths>> PathsFromFlags() {
  InternalTls::Paths paths{.own = {.certificate = absl::GetFlag(FLAGS_tls_internal_certificate),
                                   .key = absl::GetFlag(FLAGS_tls_internal_key)},
                           .authorities = absl::GetFlag(FLAGS_tls_internal_ca)};
  const int set =
      !paths.own.certificate.empty() + !paths.own.key.empty() + !paths.authorities.empty();
  if (set == 0) return absl::nullopt;
  if (set == 3) return absl::optional<InternalTls::Paths>(std::move(paths));
  return absl::InvalidArgumentError(
      "--tls_internal_certificate, --tls_internal_key and --tls_internal_ca need each other: set "
      "all three, or none");
}

absl::StatusOr<std::unique_ptr<CertificateFiles>> OpenFiles(InternalTls::Paths paths) {
  return CertificateFiles::Open(
      {.certificates = {std::move(paths.own)}, .authorities = std::move(paths.authorities)});
}

absl::Status CheckFlags() {
  absl::StatusOr<absl::optional<InternalTls::Paths>> paths = PathsFromFlags();
  if (!paths.ok() || !*paths) return paths.status();
  return OpenFiles(**std::move(paths)).status();
}

LOSSY_FLAG_CHECK(tls_internal_certificate, CheckFlags);

std::unique_ptr<InternalTls> OpenFromFlags() {
  absl::optional<InternalTls::Paths> paths =
      ValueOrRefuseFlag("tls_internal_certificate", PathsFromFlags());
  if (!paths) return nullptr;
  return ValueOrRefuseFlag("tls_internal_certificate", InternalTls::Open(*std::move(paths)));
}

// gRPC reports an error for each client that asks for a name which the server's certificate does
// not have, such as an address. The verifiers check names, so the line is left out.
void LogOfGrpc(gpr_log_func_args* line) {
  if (absl::StrContains(line->message, "No match found for server name")) return;
  std::fprintf(stderr, "%s %s:%d] %s\n", gpr_log_severity_string(line->severity), line->file,
               line->line, line->message);
}

// Sets what both ends have in common. gRPC's verification is off; the verifier does all of it.
void SetCommon(std::shared_ptr<FileWatcherCertificateProvider> provider,
               grpc::experimental::TlsCredentialsOptions& options) {
  options.set_certificate_provider(std::move(provider));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  // An address is no name of a process.
  options.set_check_call_host(false);
}

}  // namespace

InternalTls* InternalTls::FromFlags() {
  static InternalTls* const instance = OpenFromFlags().release();
  return instance;
}

bool InternalTls::IsSetByFlags() {
  const absl::StatusOr<absl::optional<Paths>> paths = PathsFromFlags();
  return !paths.ok() || paths->has_value();
}

absl::StatusOr<std::unique_ptr<InternalTls>> InternalTls::Open(Paths paths) {
  absl::StatusOr<std::unique_ptr<CertificateFiles>> files = OpenFiles(std::move(paths));
  if (!files.ok()) return files.status();
  std::unique_ptr<InternalTls> tls(new InternalTls(*std::move(files)));
  const std::shared_ptr<const CertificateSet> set = tls->certificates();
  absl::StatusOr<std::shared_ptr<const TrustStore>> trust =
      TrustStore::FromPem(set->authorities->pem);
  if (!trust.ok()) return trust.status();
  tls->trust_ = std::make_shared<TrustSlot>(*std::move(trust));
  if (absl::Status status = tls->Write(*set); !status.ok()) return status;
  tls->provider_ = std::make_shared<FileWatcherCertificateProvider>(
      tls->key_file_.path(), tls->certificate_file_.path(), tls->authorities_file_.path(),
      kRefreshSeconds);
  return tls;
}

InternalTls::InternalTls(std::unique_ptr<CertificateFiles> files) : files_(std::move(files)) {
  gpr_set_log_function(LogOfGrpc);
}

absl::Status InternalTls::Write(const CertificateSet& certificates) {
  const Certificate& own = certificates.certificates.front();
  absl::Status status = key_file_.Write(own.key_pem);
  status.Update(certificate_file_.Write(own.chain_pem));
  status.Update(authorities_file_.Write(certificates.authorities->pem));
  return status;
}

void InternalTls::Use(const CertificateSet& certificates) {
  absl::StatusOr<std::shared_ptr<const TrustStore>> trust =
      TrustStore::FromPem(certificates.authorities->pem);
  absl::Status status = trust.status();
  if (status.ok()) {
    trust_->Set(*std::move(trust));
    status = Write(certificates);
  }
  if (status.ok()) return;
  Log(LogLevel::kError, "internal_certificates_unused", {{"problem", status.message()}});
}

absl::Status InternalTls::CheckOwnCertificate(absl::string_view process) const {
  const std::shared_ptr<const CertificateSet> set = certificates();
  const Certificate& own = set->certificates.front();
  if (std::find(own.names.begin(), own.names.end(), process) == own.names.end()) {
    return absl::InvalidArgumentError(absl::StrCat(
        own.paths.certificate, ": its DNS names are [", absl::StrJoin(own.names, ", "),
        "] and must contain \"", process, "\", or the other processes refuse this one"));
  }
  for (const PeerEnd end : {PeerEnd::kServer, PeerEnd::kClient}) {
    const absl::optional<PeerRefusal> refusal =
        trust()->Check({.leaf = own.chain_pem, .intermediates = own.chain_pem}, end, process);
    if (!refusal) continue;
    Log(LogLevel::kWarning, "internal_certificate_unfit",
        {{"file", absl::string_view(own.paths.certificate)},
         {"problem", absl::string_view(refusal->text)}});
    break;
  }
  return absl::OkStatus();
}

std::shared_ptr<grpc::ChannelCredentials> InternalTls::ChannelCredentials(
    const std::string& process) const {
  grpc::experimental::TlsChannelCredentialsOptions options;
  SetCommon(provider_, options);
  options.set_verify_server_certs(false);
  options.set_certificate_verifier(MakePeerVerifier(trust_, PeerEnd::kServer, process));
  return grpc::experimental::TlsCredentials(options);
}

grpc_server_credentials* InternalTls::MakeServerCredentials() const {
  grpc::experimental::TlsServerCredentialsOptions options(provider_);
  SetCommon(provider_, options);
  // A client without a certificate reaches the verifier, which refuses it with a log line.
  options.set_cert_request_type(GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_BUT_DONT_VERIFY);
  options.set_certificate_verifier(MakePeerVerifier(trust_, PeerEnd::kClient, ""));
  return grpc_tls_server_credentials_create(options.c_credentials_options());
}

}  // namespace lossy::base
