#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/rpc/trust_slot.h"
#include "base/tls/certificate_files.h"
#include "base/tls/memory_file.h"
#include "grpc/grpc_security.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/tls_certificate_provider.h"

namespace lossy::base {

// Mutual TLS between the processes of an installation (ADR 0063): TLS 1.2 or 1.3, with a
// certificate at both ends. The certificate of a process has the process's name as a DNS name:
// edge, video, notes, agent, notifications, operator, or the package of another project's service.
// A caller requires the name of the process that it calls, at every address. A server requires any
// certificate of the installation here, and later the name of the process that signed the token
// (Calls). Each end refuses others as PeerRefusals records.
//
// New connections use changed files; running connections and their calls continue. The object is
// thread-safe, and must outlive the channels and servers that use it.
class InternalTls {
 public:
  struct Paths {
    CertificatePaths own;
    std::string authorities;
  };

  // Returns the object of this process, from --tls_internal_certificate, --tls_internal_key and
  // --tls_internal_ca. Nullptr without them: the links have no TLS. The first call reads the files.
  // Refuses the start (refuse_start.h) if a file cannot be used, or if only some of the flags are
  // set. It is never destroyed.
  static InternalTls* FromFlags();

  // True if FromFlags returns an object, or refuses the start. Reads no file.
  static bool IsSetByFlags();

  // Returns the errors of CertificateFiles::Open.
  static absl::StatusOr<std::unique_ptr<InternalTls>> Open(Paths paths);

  // Returns INVALID_ARGUMENT if this process's certificate does not name `process`. Logs a warning
  // if the certificate would be refused for another reason.
  absl::Status CheckOwnCertificate(absl::string_view process) const;

  // Returns the credentials of a channel to `process`. Empty: to any process of the installation.
  std::shared_ptr<grpc::ChannelCredentials> ChannelCredentials(const std::string& process) const;
  // Returns the credentials of a listener. The caller owns them.
  grpc_server_credentials* MakeServerCredentials() const;

  // The files, which a CertificateWatch may poll. It must pass changed certificates to Use.
  CertificateFiles& files() { return *files_; }
  // Uses these certificates for new connections, within a second. One thread must call it.
  void Use(const CertificateSet& certificates);

  // The certificates in use, for connections without gRPC.
  std::shared_ptr<const CertificateSet> certificates() const { return files_->current(); }
  std::shared_ptr<const TrustStore> trust() const { return trust_->Get(); }

 private:
  explicit InternalTls(std::unique_ptr<CertificateFiles> files);

  absl::Status Write(const CertificateSet& certificates);

  const std::unique_ptr<CertificateFiles> files_;
  // gRPC reads the certificates from these files. They change only when the files of the operator
  // belong together.
  MemoryFile certificate_file_;
  MemoryFile key_file_;
  MemoryFile authorities_file_;
  std::shared_ptr<TrustSlot> trust_;
  std::shared_ptr<grpc::experimental::FileWatcherCertificateProvider> provider_;
};

}  // namespace lossy::base
