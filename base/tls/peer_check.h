#pragma once

#include <openssl/x509.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::base {

// The end of a connection whose certificate is checked.
enum class PeerEnd { kServer, kClient };

// The reasons for which one process refuses the certificate of another one.
enum class PeerProblem {
  kMissing,      // The peer shows no certificate.
  kUnreadable,   // The certificate is no X.509 certificate.
  kForeign,      // None of the trusted authorities has signed it.
  kExpired,      // It, or one of its authorities, has expired.
  kNotYetValid,  // It, or one of its authorities, is not valid yet.
  kUnsuitable,   // It may not be used by this end, or its chain breaks another rule of X.509.
  kWrongName,    // It does not name the process that the caller means.
};

// Returns the problem's name in logs and metrics: "missing", "foreign", "wrong_name", …
absl::string_view PeerProblemName(PeerProblem problem);

// A refused certificate.
struct PeerRefusal {
  PeerProblem problem;
  // The certificate's subject, DNS names and serial number, for the operator. Empty if there is
  // none.
  std::string certificate;
  // The problem in words, with its remedy.
  std::string text;
};

// The certificates of a peer, as PEM texts.
struct PeerCertificate {
  absl::string_view leaf;           // Empty: the peer shows none.
  absl::string_view intermediates;  // May contain the leaf, too.
};

// The authorities that this process trusts. Immutable, so all threads may use it.
class TrustStore {
 public:
  // Returns the error of ParseCertificates.
  static absl::StatusOr<std::shared_ptr<const TrustStore>> FromPem(absl::string_view pem);

  // Checks the certificate of the peer at `end` of a connection: its chain to an authority, its
  // validity now, its permitted use, and its DNS names, which must contain `name` unless that is
  // empty. A wildcard stands for no name. Returns nullopt if the certificate is good.
  absl::optional<PeerRefusal> Check(const PeerCertificate& peer, PeerEnd end,
                                    absl::string_view name) const;

 private:
  struct StoreFree {
    void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  };

  explicit TrustStore(X509_STORE* store) : store_(store) {}

  const std::unique_ptr<X509_STORE, StoreFree> store_;
};

}  // namespace lossy::base
