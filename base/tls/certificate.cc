#include "base/tls/certificate.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/identity/evp_error_mark.h"
#include "base/identity/key_file.h"
#include "base/text/path_list.h"
#include "base/tls/certificate_names.h"
#include "base/tls/pem.h"

namespace lossy::base {
namespace {

absl::Status At(const std::string& path, const absl::Status& status) {
  return {status.code(), absl::StrCat(path, ": ", status.message())};
}

absl::Time EndOf(const X509& certificate) {
  std::tm end{};
  // A time that OpenSSL cannot read counts as expired.
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &end) != 1) return absl::UnixEpoch();
  return absl::FromTM(end, absl::UTCTimeZone());
}

absl::Time EarliestEnd(const std::vector<X509Ptr>& certificates) {
  absl::Time end = absl::InfiniteFuture();
  for (const X509Ptr& each : certificates) end = std::min(end, EndOf(*each));
  return end;
}

bool Matches(const X509Ptr& certificate, const PrivateKeyPtr& key) {
  return X509_check_private_key(certificate.get(), key.get()) == 1;
}

absl::Status CheckKey(const CertificatePaths& paths, const std::vector<X509Ptr>& chain,
                      const PrivateKeyPtr& key) {
  const ErrorMark mark;
  if (Matches(chain.front(), key)) return absl::OkStatus();
  const bool later = std::any_of(chain.begin() + 1, chain.end(),
                                 [&](const X509Ptr& each) { return Matches(each, key); });
  if (later) {
    return absl::InvalidArgumentError(absl::StrCat(
        paths.certificate, ": the certificate of the key ", paths.key,
        " is not the first; write it first, then those of the intermediate authorities"));
  }
  return absl::InvalidArgumentError(
      absl::StrCat(paths.key, ": the key does not belong to the certificate ", paths.certificate,
                   "; use the key from which that certificate was requested"));
}

bool UseChain(const std::vector<X509Ptr>& chain, const PrivateKeyPtr& key, SSL_CTX* context) {
  if (SSL_CTX_use_certificate(context, chain.front().get()) != 1) return false;
  for (std::size_t i = 1; i < chain.size(); ++i) {
    // The context shares the certificate.
    if (SSL_CTX_add1_chain_cert(context, chain[i].get()) != 1) return false;
  }
  return SSL_CTX_use_PrivateKey(context, key.get()) == 1;
}

absl::Status Rejected(const std::string& path) {
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": OpenSSL rejects the certificate or its key (",
                   reason == nullptr ? "no reason" : reason,
                   "); use RSA with at least 2048 bits, P-256, P-384 or Ed25519"));
}

// Returns the error of each later use, so that no process takes files that it cannot use.
absl::Status CheckUse(const Certificate& certificate) {
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_method()),
                                                             SSL_CTX_free);
  if (context == nullptr) return absl::ResourceExhaustedError("OpenSSL has no memory");
  return UseCertificate(certificate, context.get());
}

}  // namespace

absl::StatusOr<std::vector<CertificatePaths>> PairCertificatePaths(absl::string_view certificates,
                                                                   absl::string_view keys) {
  std::vector<std::string> certificate_paths = SplitPaths(certificates);
  std::vector<std::string> key_paths = SplitPaths(keys);
  if (certificate_paths.size() != key_paths.size()) {
    return absl::InvalidArgumentError(absl::StrCat("the lists have ", certificate_paths.size(),
                                                   " certificates and ", key_paths.size(),
                                                   " keys; name one key for each certificate"));
  }
  std::vector<CertificatePaths> pairs;
  for (std::size_t i = 0; i < key_paths.size(); ++i) {
    pairs.push_back(
        {.certificate = std::move(certificate_paths[i]), .key = std::move(key_paths[i])});
  }
  return pairs;
}

absl::StatusOr<Certificate> ReadCertificate(const CertificatePaths& paths) {
  absl::StatusOr<std::string> chain_pem = ReadKeyFile(paths.certificate);
  if (!chain_pem.ok()) return chain_pem.status();
  absl::StatusOr<std::string> key_pem = ReadKeyFile(paths.key);
  if (!key_pem.ok()) return key_pem.status();
  const absl::StatusOr<std::vector<X509Ptr>> chain = ParseCertificates(*chain_pem);
  if (!chain.ok()) return At(paths.certificate, chain.status());
  const absl::StatusOr<PrivateKeyPtr> key = ParsePrivateKey(*key_pem);
  if (!key.ok()) return At(paths.key, key.status());
  if (absl::Status status = CheckKey(paths, *chain, *key); !status.ok()) return status;
  Certificate certificate{.paths = paths,
                          .chain_pem = *std::move(chain_pem),
                          .key_pem = *std::move(key_pem),
                          .names = DnsNamesOf(*chain->front()),
                          .not_after = EarliestEnd(*chain)};
  if (absl::Status status = CheckUse(certificate); !status.ok()) return status;
  return certificate;
}

absl::StatusOr<Authorities> ReadAuthorities(const std::string& path) {
  absl::StatusOr<std::string> pem = ReadKeyFile(path);
  if (!pem.ok()) return pem.status();
  const absl::StatusOr<std::vector<X509Ptr>> certificates = ParseCertificates(*pem);
  if (!certificates.ok()) return At(path, certificates.status());
  return Authorities{.path = path, .pem = *std::move(pem), .not_after = EarliestEnd(*certificates)};
}

absl::Status UseCertificate(const Certificate& certificate, SSL_CTX* context) {
  const ErrorMark mark;
  const absl::StatusOr<std::vector<X509Ptr>> chain = ParseCertificates(certificate.chain_pem);
  if (!chain.ok()) return At(certificate.paths.certificate, chain.status());
  const absl::StatusOr<PrivateKeyPtr> key = ParsePrivateKey(certificate.key_pem);
  if (!key.ok()) return At(certificate.paths.key, key.status());
  if (!UseChain(*chain, *key, context)) return Rejected(certificate.paths.certificate);
  return absl::OkStatus();
}

}  // namespace lossy::base
