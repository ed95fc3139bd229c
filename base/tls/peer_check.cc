#include "base/tls/peer_check.h"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "base/identity/evp_error_mark.h"
#include "base/tls/certificate_names.h"
#include "base/tls/pem.h"

namespace lossy::base {
namespace {

// At least 112 bits of security, as Debian's OpenSSL requires of other certificates.
constexpr int kSecurityLevel = 2;

struct StackFree {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};
struct StoreContextFree {
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};

std::string SubjectOf(const X509& certificate) {
  char text[256];
  X509_NAME_oneline(X509_get_subject_name(&certificate), text, sizeof text);
  return text;
}

std::string SerialOf(const X509& certificate) {
  const ASN1_INTEGER* const serial = X509_get0_serialNumber(&certificate);
  std::string text;
  for (int i = 0; i < serial->length; ++i) {
    absl::StrAppend(&text, absl::Hex(serial->data[i], absl::kZeroPad2));
  }
  return text;
}

std::string Describe(const X509& certificate) {
  return absl::StrCat("subject ", SubjectOf(certificate), ", DNS names ",
                      absl::StrJoin(DnsNamesOf(certificate), " "), ", serial ",
                      SerialOf(certificate));
}

std::string TimeText(const ASN1_TIME* time) {
  std::tm fields{};
  if (ASN1_TIME_to_tm(time, &fields) != 1) return "an unreadable time";
  return absl::FormatTime(absl::RFC3339_sec, absl::FromTM(fields, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
}

PeerRefusal Missing() {
  return {.problem = PeerProblem::kMissing,
          .certificate = {},
          .text =
              "the peer shows no certificate; start it with --tls_internal_certificate and "
              "--tls_internal_key"};
}

PeerRefusal Unreadable(absl::string_view problem) {
  return {.problem = PeerProblem::kUnreadable,
          .certificate = {},
          .text = absl::StrCat("the certificate cannot be read: ", problem)};
}

// Describes the error of OpenSSL about one certificate of the chain.
PeerRefusal ChainRefusal(const X509& leaf, int error, const X509* at) {
  const X509& culprit = at == nullptr ? leaf : *at;
  const std::string reason = X509_verify_cert_error_string(error);
  const std::string whose =
      at == nullptr || X509_cmp(&culprit, &leaf) == 0
          ? std::string("the certificate")
          : absl::StrCat("the certificate of its authority ", SubjectOf(culprit));
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {PeerProblem::kExpired, Describe(leaf),
              absl::StrCat(whose, " expired at ", TimeText(X509_get0_notAfter(&culprit)),
                           "; replace it, the process reads it again by itself")};
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {PeerProblem::kNotYetValid, Describe(leaf),
              absl::StrCat(whose, " is valid from ", TimeText(X509_get0_notBefore(&culprit)),
                           "; compare the clocks of both machines")};
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_CERT_UNTRUSTED:
      return {PeerProblem::kForeign, Describe(leaf),
              absl::StrCat("no authority of --tls_internal_ca has signed it (", reason,
                           "); use a certificate of this installation's authority, with its "
                           "intermediate authorities, or add its authority to the file")};
    default:
      return {PeerProblem::kUnsuitable, Describe(leaf),
              absl::StrCat(whose, " may not be used here: ", reason,
                           "; an extended key usage must list serverAuth and clientAuth, and keys "
                           "need at least 2048 bits (RSA) or 256 bits (EC)")};
  }
}

absl::optional<PeerRefusal> CheckChain(X509_STORE* store, X509* leaf,
                                       const std::vector<X509Ptr>& chain, PeerEnd end) {
  const std::unique_ptr<STACK_OF(X509), StackFree> untrusted(sk_X509_new_null());
  for (const X509Ptr& each : chain) sk_X509_push(untrusted.get(), each.get());
  const std::unique_ptr<X509_STORE_CTX, StoreContextFree> context(X509_STORE_CTX_new());
  if (context == nullptr || X509_STORE_CTX_init(context.get(), store, leaf, untrusted.get()) != 1) {
    return Unreadable("OpenSSL has no memory");
  }
  X509_STORE_CTX_set_purpose(
      context.get(), end == PeerEnd::kServer ? X509_PURPOSE_SSL_SERVER : X509_PURPOSE_SSL_CLIENT);
  X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(context.get()), kSecurityLevel);
  if (X509_verify_cert(context.get()) == 1) return absl::nullopt;
  return ChainRefusal(*leaf, X509_STORE_CTX_get_error(context.get()),
                      X509_STORE_CTX_get_current_cert(context.get()));
}

absl::optional<PeerRefusal> CheckName(const X509& leaf, absl::string_view name) {
  if (name.empty()) return absl::nullopt;
  const std::vector<std::string> names = DnsNamesOf(leaf);
  if (std::find(names.begin(), names.end(), name) != names.end()) return absl::nullopt;
  return PeerRefusal{.problem = PeerProblem::kWrongName,
                     .certificate = Describe(leaf),
                     .text = absl::StrCat("the peer must be \"", name,
                                          "\", and no DNS name of its certificate is; "
                                          "check the address, or add the name to the certificate")};
}

}  // namespace

absl::string_view PeerProblemName(PeerProblem problem) {
  switch (problem) {
    case PeerProblem::kMissing:
      return "missing";
    case PeerProblem::kUnreadable:
      return "unreadable";
    case PeerProblem::kForeign:
      return "foreign";
    case PeerProblem::kExpired:
      return "expired";
    case PeerProblem::kNotYetValid:
      return "not_yet_valid";
    case PeerProblem::kUnsuitable:
      return "unsuitable";
    case PeerProblem::kWrongName:
      return "wrong_name";
  }
  return "unreadable";
}

absl::StatusOr<std::shared_ptr<const TrustStore>> TrustStore::FromPem(absl::string_view pem) {
  const absl::StatusOr<std::vector<X509Ptr>> authorities = ParseCertificates(pem);
  if (!authorities.ok()) return authorities.status();
  const ErrorMark mark;
  std::shared_ptr<const TrustStore> trusted(new TrustStore(X509_STORE_new()));
  // The file may have an intermediate authority alone.
  X509_STORE_set_flags(trusted->store_.get(), X509_V_FLAG_PARTIAL_CHAIN);
  for (const X509Ptr& each : *authorities) {
    if (X509_STORE_add_cert(trusted->store_.get(), each.get()) != 1) {
      return absl::InvalidArgumentError("OpenSSL cannot use one of the authorities");
    }
  }
  return trusted;
}

absl::optional<PeerRefusal> TrustStore::Check(const PeerCertificate& peer, PeerEnd end,
                                              absl::string_view name) const {
  if (peer.leaf.empty()) return Missing();
  const absl::StatusOr<std::vector<X509Ptr>> leaf = ParseCertificates(peer.leaf);
  if (!leaf.ok()) return Unreadable(leaf.status().message());
  std::vector<X509Ptr> chain;
  if (!peer.intermediates.empty()) {
    absl::StatusOr<std::vector<X509Ptr>> further = ParseCertificates(peer.intermediates);
    if (!further.ok()) return Unreadable(further.status().message());
    chain = *std::move(further);
  }
  const ErrorMark mark;
  absl::optional<PeerRefusal> refusal = CheckChain(store_.get(), leaf->front().get(), chain, end);
  return refusal ? refusal : CheckName(*leaf->front(), name);
}

}  // namespace lossy::base
