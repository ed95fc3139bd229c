#include "base/testing/tls_files.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace lossy::base {
namespace {

constexpr long kLifeSeconds = 24 * 60 * 60;

struct OpensslFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Key = std::unique_ptr<EVP_PKEY, OpensslFree>;
using Certificate = std::unique_ptr<X509, OpensslFree>;

void AddExtension(X509* certificate, int nid, const char* value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate Make(const std::string& host, EVP_PKEY* key) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kLifeSeconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kLifeSeconds);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const auto* text = reinterpret_cast<const unsigned char*>("test");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  AddExtension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(certificate.get(), NID_subject_alt_name, host.c_str());
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

// Creates a file, which `write` fills. Returns its path.
template <typename Write>
std::string MakeFile(const Write& write) {
  char path[] = "/tmp/lossy-tls-XXXXXX";
  const int fd = mkstemp(path);
  if (fd < 0) std::abort();
  std::FILE* file = fdopen(fd, "w");
  write(file);
  std::fclose(file);
  return path;
}

}  // namespace

TlsFiles::TlsFiles(const std::string& host) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = Make(host, key.get());
  certificate_ = MakeFile([&](std::FILE* file) { PEM_write_X509(file, certificate.get()); });
  key_ = MakeFile([&](std::FILE* file) {
    PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

TlsFiles::~TlsFiles() {
  unlink(certificate_.c_str());
  unlink(key_.c_str());
}

}  // namespace lossy::base
