#include "services/agent/models/fake_openai_server/test_certificate.h"

#include <cstdlib>

namespace lossy::agent {

TestCertificate::TestCertificate(const std::string& san)
    : files_(san), context_(SSL_CTX_new(TLS_server_method())) {
  const bool is_used =
      SSL_CTX_use_certificate_file(context_.get(), file().c_str(), SSL_FILETYPE_PEM) == 1 &&
      SSL_CTX_use_PrivateKey_file(context_.get(), files_.key().c_str(), SSL_FILETYPE_PEM) == 1;
  if (!is_used) std::abort();
}

}  // namespace lossy::agent
