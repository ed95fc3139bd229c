#include "base/tls/certificate_files.h"

#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "base/identity/key_file.h"

namespace lossy::base {
namespace {

bool Has(const std::string& path, const std::string& pem) {
  const absl::StatusOr<std::string> read = ReadKeyFile(path);
  return read.ok() && *read == pem;
}

// A comparison of bytes is cheaper than parsing, and files rarely change.
bool IsCurrent(const CertificateSet& set) {
  return (!set.authorities || Has(set.authorities->path, set.authorities->pem)) &&
         absl::c_all_of(set.certificates, [](const Certificate& each) {
           return Has(each.paths.certificate, each.chain_pem) && Has(each.paths.key, each.key_pem);
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
  if (IsCurrent(*current())) return false;
  absl::StatusOr<std::shared_ptr<const CertificateSet>> read = Read(paths_);
  if (!read.ok()) return read.status();
  MutexLock lock(mutex_);
  set_ = *std::move(read);
  return true;
}

}  // namespace lossy::base
