#include "base/rpc/peer_verifier.h"

#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/tls/peer_refusals.h"
#include "grpc/grpc_security.h"

namespace lossy::base {
namespace {

using grpc::experimental::ExternalCertificateVerifier;
using grpc::experimental::TlsCustomVerificationCheckRequest;

absl::string_view Text(const char* text) { return text == nullptr ? "" : text; }

class PeerVerifier final : public ExternalCertificateVerifier {
 public:
  PeerVerifier(std::shared_ptr<const TrustSlot> trust, PeerEnd end, std::string name)
      : trust_(std::move(trust)), end_(end), name_(std::move(name)) {}

  // Runs on a thread of gRPC. Always completes at once.
  bool Verify(TlsCustomVerificationCheckRequest* request, std::function<void(grpc::Status)>,
              grpc::Status* status) override {
    // The getters of the C++ class do not accept a peer without a certificate.
    const grpc_tls_custom_verification_check_request& raw = *request->c_request();
    const absl::optional<PeerRefusal> refusal =
        trust_->Get()->Check({.leaf = Text(raw.peer_info.peer_cert),
                              .intermediates = Text(raw.peer_info.peer_cert_full_chain)},
                             end_, name_);
    if (!refusal) {
      *status = grpc::Status::OK;
      return true;
    }
    const absl::string_view target = end_ == PeerEnd::kServer ? Text(raw.target_name) : "";
    PeerRefusals::Instance().Record(end_, target, *refusal);
    *status = grpc::Status(grpc::StatusCode::UNAUTHENTICATED,
                           absl::StrCat("certificate refused: ", refusal->text));
    return true;
  }

  void Cancel(TlsCustomVerificationCheckRequest*) override {}

 private:
  const std::shared_ptr<const TrustSlot> trust_;
  const PeerEnd end_;
  const std::string name_;
};

}  // namespace

std::shared_ptr<grpc::experimental::CertificateVerifier> MakePeerVerifier(
    std::shared_ptr<const TrustSlot> trust, PeerEnd end, std::string name) {
  return ExternalCertificateVerifier::Create<PeerVerifier>(std::move(trust), end, std::move(name));
}

}  // namespace lossy::base
