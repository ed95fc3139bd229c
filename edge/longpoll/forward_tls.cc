#include "edge/longpoll/forward_tls.h"

#include <openssl/bio.h>
#include <openssl/pem.h>

#include <string>

#include "absl/types/optional.h"
#include "base/tls/peer_check.h"
#include "base/tls/peer_refusals.h"

namespace lossy::edge {
namespace {

std::string ToPem(X509* certificate) {
  BIO* const bio = BIO_new(BIO_s_mem());
  std::string pem;
  char* bytes = nullptr;
  if (PEM_write_bio_X509(bio, certificate) == 1) {
    const long size = BIO_get_mem_data(bio, &bytes);
    pem.assign(bytes, static_cast<std::size_t>(size));
  }
  BIO_free(bio);
  return pem;
}

}  // namespace

bool ForwardTls::Trusts(SSL* session, absl::string_view address) const {
  std::string leaf;
  if (X509* const certificate = SSL_get0_peer_certificate(session)) leaf = ToPem(certificate);
  std::string chain;
  STACK_OF(X509)* const all = SSL_get_peer_cert_chain(session);
  for (int i = 0; i < sk_X509_num(all); ++i) chain += ToPem(sk_X509_value(all, i));
  const absl::optional<base::PeerRefusal> refusal = internal_.trust()->Check(
      {.leaf = leaf, .intermediates = chain}, base::PeerEnd::kServer, kName);
  if (!refusal.has_value()) return true;
  base::PeerRefusals::Instance().Record(base::PeerEnd::kServer, address, *refusal);
  return false;
}

}  // namespace lossy::edge
