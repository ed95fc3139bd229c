#pragma once

#include <openssl/types.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lossy::base {

// The files of one certificate.
struct CertificatePaths {
  // PEM: the certificate itself first, then those of its intermediate authorities.
  std::string certificate;
  // PEM: the private key of the first certificate, not encrypted. May be the same file.
  std::string key;
};

// A certificate chain and the private key that belongs to it, as read from its files.
struct Certificate {
  CertificatePaths paths;
  std::string chain_pem;
  std::string key_pem;
  // The DNS names for which the certificate is valid, in lower case; "*.example.org" among them.
  std::vector<std::string> names;
  // The earliest end of validity in the chain.
  absl::Time not_after;
};

// The certificates of the authorities that a process trusts.
struct Authorities {
  std::string path;
  std::string pem;
  // The earliest end of validity.
  absl::Time not_after;
};

// Pairs the comma-separated lists of two flags, position by position (base/text/path_list.h). Both
// empty: no pair. Returns INVALID_ARGUMENT if the lists differ in length.
absl::StatusOr<std::vector<CertificatePaths>> PairCertificatePaths(absl::string_view certificates,
                                                                   absl::string_view keys);

// Read files. Thread-safe. An error names the file and the remedy, and contains no part of a key:
// the file cannot be read, has no PEM block or a broken one, the key belongs to another
// certificate, or OpenSSL rejects the certificate for TLS. An expired certificate is no error.
absl::StatusOr<Certificate> ReadCertificate(const CertificatePaths& paths);
absl::StatusOr<Authorities> ReadAuthorities(const std::string& path);

// Makes `context` show this certificate, with its chain. Returns INVALID_ARGUMENT, with the file
// and the remedy, if OpenSSL rejects it, for example because its key is too short.
absl::Status UseCertificate(const Certificate& certificate, SSL_CTX* context);

}  // namespace lossy::base
