#include "edge/tls/tls_handshake.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

#include "edge/tls/record_numbers.h"

namespace lossy::edge {
namespace {

// Counts whole records, which OpenSSL alone writes.
std::uint64_t CountRecords(absl::string_view records) {
  std::uint64_t count = 0;
  while (records.size() >= RecordCipher::kHeaderBytes) {
    const std::size_t size = RecordCipher::kHeaderBytes + BodySize(records.data());
    records.remove_prefix(std::min(size, records.size()));
    ++count;
  }
  return count;
}

absl::optional<TlsAead> AeadOf(const SSL* session) {
  switch (SSL_CIPHER_get_cipher_nid(SSL_get_current_cipher(session))) {
    case NID_aes_128_gcm:
      return TlsAead::kAes128Gcm;
    case NID_aes_256_gcm:
      return TlsAead::kAes256Gcm;
    case NID_chacha20_poly1305:
      return TlsAead::kChaCha20Poly1305;
    default:
      return absl::nullopt;
  }
}

TrafficKeys KeysFrom(absl::string_view secret, TlsAead aead) {
  TrafficKeys keys{.version = TlsVersion::k13,
                   .aead = aead,
                   .secret_bytes = static_cast<std::uint8_t>(secret.size())};
  std::memcpy(keys.secret.data(), secret.data(), secret.size());
  DeriveKeys(keys);
  return keys;
}

bool IsSecret(const std::string& secret) { return secret.size() == 32 || secret.size() == 48; }

// Returns the bytes that `get`, a function of OpenSSL, copies out of `object`.
template <typename Object>
std::string BytesOf(std::size_t (*get)(const Object*, unsigned char*, std::size_t),
                    const Object* object) {
  std::string bytes(get(object, nullptr, 0), '\0');
  get(object, reinterpret_cast<unsigned char*>(bytes.data()), bytes.size());
  return bytes;
}

}  // namespace

// A BIO that reads the input of Continue and writes to its output.
struct TlsHandshake::Bio {
  static TlsHandshake& Self(BIO* bio) { return *static_cast<TlsHandshake*>(BIO_get_data(bio)); }

  static int Read(BIO* bio, char* out, int size) {
    BIO_clear_retry_flags(bio);
    absl::string_view& input = Self(bio).input_;
    if (input.empty()) {
      BIO_set_retry_read(bio);
      return -1;
    }
    const std::size_t count = std::min(input.size(), static_cast<std::size_t>(size));
    std::memcpy(out, input.data(), count);
    input.remove_prefix(count);
    return static_cast<int>(count);
  }

  static int Write(BIO* bio, const char* data, int size) {
    Self(bio).output_->append(data, static_cast<std::size_t>(size));
    return size;
  }

  static long Control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }

  static BIO_METHOD* NewMethod() {
    BIO_METHOD* const method =
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "handshake");
    BIO_meth_set_read(method, Read);
    BIO_meth_set_write(method, Write);
    BIO_meth_set_ctrl(method, Control);
    return method;
  }

  static BIO* New(TlsHandshake* self) {
    static const BIO_METHOD* const method = NewMethod();
    BIO* const bio = BIO_new(method);
    BIO_set_data(bio, self);
    BIO_set_init(bio, 1);
    return bio;
  }
};

TlsHandshake::TlsHandshake(std::shared_ptr<const TlsContexts> contexts)
    : contexts_(std::move(contexts)), session_(SSL_new(contexts_->first())) {
  BIO* const bio = Bio::New(this);
  SSL_set_bio(session_, bio, bio);
  secrets_.Attach(session_);
  SSL_set_accept_state(session_);
}

TlsHandshake::~TlsHandshake() { SSL_free(session_); }

TlsHandshake::Result TlsHandshake::Continue(absl::string_view input, std::size_t* taken,
                                            std::string* output) {
  ERR_clear_error();
  input_ = input;
  output_ = output;
  const std::size_t before = output->size();
  const int result = SSL_do_handshake(session_);
  *taken = input.size() - input_.size();
  // The last call reads the client's "Finished", and then only sends tickets. TLS 1.3 seals them
  // with the keys of the connection.
  tickets_ = CountRecords(absl::string_view(*output).substr(before));
  if (result == 1) return Result::kDone;
  const bool waits = SSL_get_error(session_, result) == SSL_ERROR_WANT_READ;
  if (waits) return Result::kIncomplete;
  SetFailure();
  return Result::kFailed;
}

void TlsHandshake::SetFailure() {
  const unsigned long error = ERR_peek_error();
  const char* const reason = ERR_reason_error_string(error);
  detail_ = reason == nullptr ? "no reason" : reason;
  const int code = ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
  ERR_clear_error();
  if (code >= SSL_AD_REASON_OFFSET) {
    failure_ = Failure::kClientAlert;
    return;
  }
  switch (code) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_UNKNOWN_PROTOCOL:
    case SSL_R_WRONG_SSL_VERSION:
    case SSL_R_INAPPROPRIATE_FALLBACK:
      failure_ = Failure::kVersion;
      return;
    case SSL_R_NO_SHARED_CIPHER:
    case SSL_R_NO_SUITABLE_KEY_SHARE:
    case SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS:
    case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM:
    case SSL_R_NO_SHARED_GROUPS:
      failure_ = Failure::kCipher;
      return;
    case SSL_R_NO_APPLICATION_PROTOCOL:
      failure_ = Failure::kAlpn;
      return;
    default:
      failure_ = Failure::kProtocol;
  }
}

TlsVersion TlsHandshake::version() const {
  return SSL_version(session_) == TLS1_3_VERSION ? TlsVersion::k13 : TlsVersion::k12;
}

absl::optional<ConnectionKeys> TlsHandshake::Keys() const {
  const absl::optional<TlsAead> aead = AeadOf(session_);
  if (!aead.has_value()) return absl::nullopt;
  if (version() == TlsVersion::k13) {
    if (!IsSecret(secrets_.client()) || !IsSecret(secrets_.server())) return absl::nullopt;
    ConnectionKeys keys{.client = KeysFrom(secrets_.client(), *aead),
                        .server = KeysFrom(secrets_.server(), *aead)};
    keys.server.sequence = tickets_;
    return keys;
  }
  std::string master = BytesOf(SSL_SESSION_get_master_key, SSL_get_session(session_));
  const std::string client_random = BytesOf(SSL_get_client_random, session_);
  const std::string server_random = BytesOf(SSL_get_server_random, session_);
  const EVP_MD* const hash = SSL_CIPHER_get_handshake_digest(SSL_get_current_cipher(session_));
  ConnectionKeys keys = ExpandKeys({.master = master,
                                    .client_random = client_random,
                                    .server_random = server_random,
                                    .hash = EVP_MD_get0_name(hash)},
                                   *aead);
  OPENSSL_cleanse(master.data(), master.size());
  // The "Finished" of each side was its first record.
  keys.client.sequence = 1;
  keys.server.sequence = 1;
  return keys;
}

}  // namespace lossy::edge
