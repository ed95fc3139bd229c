#include "edge/tls/session_secrets.h"

#include <openssl/crypto.h>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace lossy::edge {
namespace {

int SessionIndex() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

}  // namespace

SessionSecrets::~SessionSecrets() {
  OPENSSL_cleanse(client_.data(), client_.size());
  OPENSSL_cleanse(server_.data(), server_.size());
}

void SessionSecrets::Capture(SSL_CTX* context) { SSL_CTX_set_keylog_callback(context, OnLine); }

void SessionSecrets::Attach(SSL* session) { SSL_set_ex_data(session, SessionIndex(), this); }

// A line has a label, the client's random and the secret, in hexadecimal. TLS 1.2 has other labels.
void SessionSecrets::OnLine(const SSL* session, const char* line) {
  auto* const self = static_cast<SessionSecrets*>(SSL_get_ex_data(session, SessionIndex()));
  absl::string_view text(line);
  std::string* secret = nullptr;
  if (absl::ConsumePrefix(&text, "CLIENT_TRAFFIC_SECRET_0 ")) secret = &self->client_;
  if (absl::ConsumePrefix(&text, "SERVER_TRAFFIC_SECRET_0 ")) secret = &self->server_;
  if (secret != nullptr) *secret = absl::HexStringToBytes(text.substr(text.rfind(' ') + 1));
}

}  // namespace lossy::edge
