#include "base/tls/pem.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <climits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/identity/evp_error_mark.h"

namespace lossy::base {
namespace {

struct BioFree {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using BioPtr = std::unique_ptr<BIO, BioFree>;

// Returns a reader of the text, which must outlive it.
BioPtr Reader(absl::string_view text) {
  const std::size_t size = text.size() > INT_MAX ? 0 : text.size();
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(size)));
}

// Never offers a password, so that OpenSSL does not read one from the terminal.
int NoPassword(char* /*buffer*/, int /*size*/, int /*writes*/, void* /*context*/) { return -1; }

bool AtEnd() {
  const unsigned long error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

}  // namespace

absl::StatusOr<std::vector<X509Ptr>> ParseCertificates(absl::string_view pem) {
  const ErrorMark mark;
  const BioPtr reader = Reader(pem);
  std::vector<X509Ptr> certificates;
  for (;;) {
    X509Ptr certificate(PEM_read_bio_X509(reader.get(), nullptr, NoPassword, nullptr));
    if (certificate == nullptr) break;
    certificates.push_back(std::move(certificate));
  }
  if (!AtEnd()) {
    return absl::InvalidArgumentError(
        absl::StrCat("certificate ", certificates.size() + 1,
                     " is broken or cut off; write the whole PEM file again"));
  }
  if (certificates.empty()) {
    return absl::InvalidArgumentError(
        "no certificate; the file must have PEM blocks \"BEGIN CERTIFICATE\" (convert DER with "
        "\"openssl x509 -inform DER\")");
  }
  return certificates;
}

absl::StatusOr<PrivateKeyPtr> ParsePrivateKey(absl::string_view pem) {
  const ErrorMark mark;
  const BioPtr reader = Reader(pem);
  PrivateKeyPtr key(PEM_read_bio_PrivateKey(reader.get(), nullptr, NoPassword, nullptr));
  if (key != nullptr) return key;
  if (absl::StrContains(pem, "ENCRYPTED")) {
    return absl::InvalidArgumentError(
        "the private key is encrypted; decrypt it with \"openssl pkey\"");
  }
  if (!absl::StrContains(pem, "PRIVATE KEY-----")) {
    return absl::InvalidArgumentError(
        "no private key; the file must have a PEM block \"BEGIN PRIVATE KEY\"");
  }
  return absl::InvalidArgumentError(
      "the private key is broken or cut off; write the whole PEM file again");
}

}  // namespace lossy::base
