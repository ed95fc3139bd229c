#include "base/testing/test_authority.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <memory>

#include "absl/strings/str_join.h"

namespace lossy::base {
namespace {

struct OpensslFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, OpensslFree>;
using Certificate = std::unique_ptr<X509, OpensslFree>;
using Bio = std::unique_ptr<BIO, OpensslFree>;

constexpr absl::Duration kAuthorityLife = absl::Hours(10 * 365 * 24);

Key NewKey() { return Key(EVP_EC_gen("P-256")); }

void AddExtension(X509* certificate, int nid, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// Returns a certificate without extensions and signature.
Certificate Draft(EVP_PKEY* key, const std::string& name, absl::Duration from,
                  absl::Duration until) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  std::uint32_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), absl::ToInt64Seconds(from));
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), absl::ToInt64Seconds(until));
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

// Returns all bytes that `write` writes to a BIO.
template <typename Write>
std::string ToPem(const Write& write) {
  const Bio bio(BIO_new(BIO_s_mem()));
  write(bio.get());
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return std::string(bytes, static_cast<std::size_t>(size));
}

std::string ToPem(X509* certificate) {
  return ToPem([certificate](BIO* bio) { PEM_write_bio_X509(bio, certificate); });
}

std::string ToPem(EVP_PKEY* key) {
  return ToPem([key](BIO* bio) {
    PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

}  // namespace

struct TestAuthority::Parts {
  Key key = NewKey();
  Certificate certificate;
};

TestAuthority::TestAuthority(const std::string& name) : parts_(new Parts) {
  parts_->certificate = Draft(parts_->key.get(), name, -absl::Hours(24), kAuthorityLife);
  X509* const certificate = parts_->certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  AddExtension(certificate, NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  X509_sign(certificate, parts_->key.get(), EVP_sha256());
  certificate_ = ToPem(certificate);
}

TestAuthority::~TestAuthority() { delete parts_; }

TestAuthority::Issued TestAuthority::Issue(const Request& request) const {
  const Key key = request.rsa_bits == 0 ? NewKey() : Key(EVP_RSA_gen(request.rsa_bits));
  const Certificate certificate =
      Draft(key.get(), request.common_name, request.from, request.until);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(parts_->certificate.get()));
  AddExtension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
  AddExtension(certificate.get(), NID_ext_key_usage, "serverAuth,clientAuth");
  if (!request.names.empty()) {
    AddExtension(certificate.get(), NID_subject_alt_name, absl::StrJoin(request.names, ","));
  }
  X509_sign(certificate.get(), parts_->key.get(), EVP_sha256());
  return {.certificate = ToPem(certificate.get()), .key = ToPem(key.get())};
}

}  // namespace lossy::base
