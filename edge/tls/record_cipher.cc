#include "edge/tls/record_cipher.h"

#include <openssl/crypto.h>

#include <cstdlib>
#include <cstring>

#include "edge/tls/key_schedule.h"
#include "edge/tls/record_numbers.h"

namespace lossy::edge {
namespace {

constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kExplicitNonceBytes = 8;
constexpr std::size_t kSaltBytes = 4;

const EVP_CIPHER* CipherOf(TlsAead aead) {
  // A fetched cipher saves the search for its provider with each new connection.
  static const EVP_CIPHER* const ciphers[] = {
      EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr),
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr),
      EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr)};
  return ciphers[static_cast<std::size_t>(aead)];
}

std::uint8_t* Bytes(char* text) { return reinterpret_cast<std::uint8_t*>(text); }
const std::uint8_t* Bytes(const char* text) { return reinterpret_cast<const std::uint8_t*>(text); }

// Encrypts or decrypts `size` bytes of `in`, which may be `out`.
bool Transform(EVP_CIPHER_CTX* context, const std::uint8_t* in, std::size_t size,
               std::uint8_t* out) {
  int written = 0;
  return EVP_CipherUpdate(context, out, &written, in, static_cast<int>(size)) == 1;
}

bool Finish(EVP_CIPHER_CTX* context) {
  std::uint8_t nothing[kTagBytes];
  int written = 0;
  return EVP_CipherFinal_ex(context, nothing, &written) == 1;
}

}  // namespace

RecordCipher::RecordCipher(const TrafficKeys& keys, Direction direction)
    : context_(EVP_CIPHER_CTX_new()), version_(keys.version), aead_(keys.aead) {
  UseKeys(keys, direction == Direction::kSeal ? 1 : 0);
}

RecordCipher::~RecordCipher() { OPENSSL_cleanse(secret_.data(), secret_.size()); }

// `encrypts` is a parameter of OpenSSL; -1 keeps the direction.
void RecordCipher::UseKeys(const TrafficKeys& keys, int encrypts) {
  sequence_ = keys.sequence;
  iv_ = keys.iv;
  secret_ = keys.secret;
  secret_bytes_ = keys.secret_bytes;
  // Each record sets its nonce. Without its cipher the edge must not send a byte.
  if (EVP_CipherInit_ex2(context_.get(), CipherOf(aead_), keys.key.data(), nullptr, encrypts,
                         nullptr) != 1) {
    std::abort();
  }
}

RecordCipher::Nonce RecordCipher::NextNonce() const {
  Nonce nonce = iv_;
  std::uint8_t sequence[8];
  WriteBigEndian(sequence_, sizeof sequence, sequence);
  if (explicit_nonce()) {
    std::memcpy(nonce.data() + kSaltBytes, sequence, sizeof sequence);
  } else {
    for (std::size_t i = 0; i < sizeof sequence; ++i) nonce[kSaltBytes + i] ^= sequence[i];
  }
  return nonce;
}

// Adds the data that is authenticated but not encrypted: the record's header, or in TLS 1.2 the
// sequence number and the header of the plain text.
bool RecordCipher::Authenticate(const Nonce& nonce, RecordType type, std::size_t record_bytes,
                                std::size_t plain_bytes) {
  if (EVP_CipherInit_ex2(context_.get(), nullptr, nullptr, nonce.data(), -1, nullptr) != 1) {
    return false;
  }
  std::uint8_t data[13];
  std::size_t size = 0;
  if (version_ == TlsVersion::k12) {
    WriteBigEndian(sequence_, 8, data);
    size = 8;
  }
  data[size++] = static_cast<std::uint8_t>(type);
  data[size++] = 3;
  data[size++] = 3;
  const bool old = version_ == TlsVersion::k12;
  WriteBigEndian(old ? plain_bytes : record_bytes, 2, data + size);
  size += 2;
  int written = 0;
  return EVP_CipherUpdate(context_.get(), nullptr, &written, data, static_cast<int>(size)) == 1;
}

std::size_t RecordCipher::Seal(RecordType type, absl::string_view plain, char* out) {
  const bool old = version_ == TlsVersion::k12;
  const std::size_t prefix = explicit_nonce() ? kExplicitNonceBytes : 0;
  const std::size_t content = plain.size() + (old ? 0 : 1);
  const std::size_t body = prefix + content + kTagBytes;
  const RecordType outer = old ? type : RecordType::kData;
  std::uint8_t* const header = Bytes(out);
  header[0] = static_cast<std::uint8_t>(outer);
  header[1] = 3;
  header[2] = 3;
  WriteBigEndian(body, 2, header + 3);
  const Nonce nonce = NextNonce();
  if (prefix > 0) std::memcpy(header + kHeaderBytes, nonce.data() + kSaltBytes, prefix);
  std::uint8_t* const data = header + kHeaderBytes + prefix;
  const auto inner_type = static_cast<std::uint8_t>(type);
  // The cipher reads the message where it is, which saves a copy.
  const bool sealed =
      Authenticate(nonce, outer, body, plain.size()) &&
      Transform(context_.get(), Bytes(plain.data()), plain.size(), data) &&
      (old || Transform(context_.get(), &inner_type, 1, data + plain.size())) &&
      Finish(context_.get()) &&
      EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, data + content) == 1;
  ++sequence_;
  return sealed ? kHeaderBytes + body : 0;
}

RecordCipher::Opened RecordCipher::Open(char* record, std::size_t size) {
  const bool old = version_ == TlsVersion::k12;
  const std::size_t prefix = explicit_nonce() ? kExplicitNonceBytes : 0;
  if (size < kHeaderBytes + prefix + kTagBytes) return {};
  const auto outer = static_cast<RecordType>(Bytes(record)[0]);
  if (!old && outer != RecordType::kData) return {};
  const std::size_t body = size - kHeaderBytes;
  std::size_t content = body - prefix - kTagBytes;
  Nonce nonce = NextNonce();
  // In TLS 1.2 the sender selects this part of the nonce.
  if (prefix > 0) std::memcpy(nonce.data() + kSaltBytes, record + kHeaderBytes, prefix);
  char* const data = record + kHeaderBytes + prefix;
  const bool opened =
      Authenticate(nonce, outer, body, content) &&
      Transform(context_.get(), Bytes(data), content, Bytes(data)) &&
      EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, data + content) == 1 &&
      Finish(context_.get());
  ++sequence_;
  if (!opened) return {};
  if (old) return {.type = outer, .data = data, .size = content};
  // The type is the last byte that is not zero; zeros behind it are padding.
  while (content > 0 && data[content - 1] == 0) --content;
  if (content == 0) return {};
  return {
      .type = static_cast<RecordType>(Bytes(data)[content - 1]), .data = data, .size = content - 1};
}

TrafficKeys RecordCipher::Update() {
  TrafficKeys next{
      .version = version_, .aead = aead_, .secret = secret_, .secret_bytes = secret_bytes_};
  NextSecret(next);
  UseKeys(next, -1);
  return next;
}

}  // namespace lossy::edge
