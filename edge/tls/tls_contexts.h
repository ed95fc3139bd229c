#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sync/mutex.h"
#include "base/tls/certificate_files.h"
#include "edge/tls/record_cipher.h"
#include "edge/tls/ticket_keys.h"

namespace lossy::edge {

// The certificates with which the edge serves TLS, as OpenSSL's contexts. Immutable, so
// thread-safe.
class TlsContexts {
 public:
  // `set` has at least one certificate. `tickets` must outlive the contexts. Returns
  // INVALID_ARGUMENT, with the file, for a key that OpenSSL rejects, such as RSA with 1024 bits.
  static absl::StatusOr<std::shared_ptr<const TlsContexts>> Make(const base::CertificateSet& set,
                                                                 TlsVersion min_version,
                                                                 TicketKeys& tickets);

  // Returns the context of the first certificate, which new sessions begin with. During the
  // handshake, a session changes to the certificate for the name that its client asks for (SNI).
  SSL_CTX* first() const { return contexts_.front().get(); }

  // Returns the context of the certificate for a DNS name in any case: the certificate with exactly
  // this name, or else with a wildcard for its first label (RFC 6125, section 6.4.3), or else the
  // first certificate.
  SSL_CTX* Find(absl::string_view name) const;

 private:
  struct ContextFree {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  using Context = std::unique_ptr<SSL_CTX, ContextFree>;

  TlsContexts() = default;

  absl::Status Add(const base::Certificate& certificate, TlsVersion min_version,
                   TicketKeys& tickets);

  std::vector<Context> contexts_;
  absl::flat_hash_map<std::string, SSL_CTX*> by_name_;
};

// The contexts in use, which a reload replaces. Thread-safe.
class CurrentTlsContexts {
 public:
  explicit CurrentTlsContexts(std::shared_ptr<const TlsContexts> contexts)
      : contexts_(std::move(contexts)) {}

  std::shared_ptr<const TlsContexts> Get() const {
    base::MutexLock lock(mutex_);
    return contexts_;
  }
  void Set(std::shared_ptr<const TlsContexts> contexts) {
    base::MutexLock lock(mutex_);
    contexts_ = std::move(contexts);
  }

 private:
  mutable base::Mutex mutex_;
  std::shared_ptr<const TlsContexts> contexts_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::edge
