#include "services/agent/models/fake_openai_server/test_certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace lossy::agent {
namespace {

constexpr long kLifeSeconds = 24 * 60 * 60;

struct CertificateFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};

using Key = std::unique_ptr<EVP_PKEY, CertificateFree>;
using Certificate = std::unique_ptr<X509, CertificateFree>;

void Name(X509* certificate) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>("fake-openai-server");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509_set_issuer_name(certificate, name);
}

void AddExtension(X509* certificate, int nid, const char* value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate Make(const std::string& san, EVP_PKEY* key) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kLifeSeconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kLifeSeconds);
  X509_set_pubkey(certificate.get(), key);
  Name(certificate.get());
  AddExtension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(certificate.get(), NID_subject_alt_name, san.c_str());
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

std::string WriteFile(X509* certificate) {
  char path[] = "/tmp/fake_openai_server_XXXXXX";
  const int fd = mkstemp(path);
  if (fd < 0) std::abort();
  std::FILE* file = fdopen(fd, "w");
  PEM_write_X509(file, certificate);
  std::fclose(file);
  return path;
}

}  // namespace

TestCertificate::TestCertificate(const std::string& san)
    : context_(SSL_CTX_new(TLS_server_method())) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = Make(san, key.get());
  SSL_CTX_use_certificate(context_.get(), certificate.get());
  SSL_CTX_use_PrivateKey(context_.get(), key.get());
  file_ = WriteFile(certificate.get());
}

TestCertificate::~TestCertificate() { unlink(file_.c_str()); }

}  // namespace lossy::agent
