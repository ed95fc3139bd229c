#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "base/sync/mutex.h"
#include "base/tls/certificate.h"

namespace lossy::base {

// The certificates of a listener or a caller. Immutable.
struct CertificateSet {
  std::vector<Certificate> certificates;
  // The authorities that must have signed the certificate of the peer, if it is verified.
  absl::optional<Authorities> authorities;
};

// The certificates of files, read again when a file changes. A change of a file's content counts;
// a new modification time or a new inode with the same content does not.
class CertificateFiles {
 public:
  struct Paths {
    std::vector<CertificatePaths> certificates;
    std::string authorities;  // Empty: none.
  };

  // Reads the files. Returns the error of ReadCertificate or ReadAuthorities.
  static absl::StatusOr<std::unique_ptr<CertificateFiles>> Open(Paths paths);

  // Returns the certificates in use. A different pointer means that they have changed. Thread-safe.
  std::shared_ptr<const CertificateSet> current() const;

  // Reads the files again. Returns true if new certificates are in use now, and false if the files
  // have the same content as those in use. Returns an error while a file is missing, broken or half
  // written, or while a key does not belong to its certificate; the old certificates stay in use
  // all together. One thread must call it.
  absl::StatusOr<bool> Poll();

 private:
  CertificateFiles(Paths paths, std::shared_ptr<const CertificateSet> set);

  static absl::StatusOr<std::shared_ptr<const CertificateSet>> Read(const Paths& paths);

  const Paths paths_;
  mutable Mutex mutex_;
  std::shared_ptr<const CertificateSet> set_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::base
