#include "base/tls/certificate_files.h"

#include <algorithm>
#include <utility>

namespace lossy::base {
namespace {

bool SameContent(const CertificateSet& a, const CertificateSet& b) {
  const bool authorities = a.authorities.has_value() == b.authorities.has_value() &&
                           (!a.authorities || a.authorities->pem == b.authorities->pem);
  return authorities &&
         std::equal(a.certificates.begin(), a.certificates.end(), b.certificates.begin(),
                    b.certificates.end(), [](const Certificate& one, const Certificate& other) {
                      return one.chain_pem == other.chain_pem && one.key_pem == other.key_pem;
                    });
}

}  // namespace

absl::StatusOr<std::shared_ptr<const CertificateSet>> CertificateFiles::Read(const Paths& paths) {
  CertificateSet set;
  for (const CertificatePaths& each : paths.certificates) {
    absl::StatusOr<Certificate> certificate = ReadCertificate(each);
    if (!certificate.ok()) return certificate.status();
    set.certificates.push_back(*std::move(certificate));
  }
  if (!paths.authorities.empty()) {
    absl::StatusOr<Authorities> authorities = ReadAuthorities(paths.authorities);
    if (!authorities.ok()) return authorities.status();
    set.authorities = *std::move(authorities);
  }
  return std::make_shared<const CertificateSet>(std::move(set));
}

absl::StatusOr<std::unique_ptr<CertificateFiles>> CertificateFiles::Open(Paths paths) {
  absl::StatusOr<std::shared_ptr<const CertificateSet>> set = Read(paths);
  if (!set.ok()) return set.status();
  return std::unique_ptr<CertificateFiles>(new CertificateFiles(std::move(paths), *std::move(set)));
}

CertificateFiles::CertificateFiles(Paths paths, std::shared_ptr<const CertificateSet> set)
    : paths_(std::move(paths)), set_(std::move(set)) {}

std::shared_ptr<const CertificateSet> CertificateFiles::current() const {
  MutexLock lock(mutex_);
  return set_;
}

absl::StatusOr<bool> CertificateFiles::Poll() {
  absl::StatusOr<std::shared_ptr<const CertificateSet>> read = Read(paths_);
  if (!read.ok()) return read.status();
  MutexLock lock(mutex_);
  if (SameContent(**read, *set_)) return false;
  set_ = *std::move(read);
  return true;
}

}  // namespace lossy::base
