#pragma once

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/strings/string_view.h"

namespace lossy::edge {

enum class TlsVersion : std::uint8_t { k12, k13 };
enum class TlsAead : std::uint8_t { kAes128Gcm, kAes256Gcm, kChaCha20Poly1305 };

// The content types of records (RFC 8446, section 5.1).
enum class RecordType : std::uint8_t { kInvalid = 0, kAlert = 21, kHandshake = 22, kData = 23 };

// The keys of one direction of a connection.
struct TrafficKeys {
  TlsVersion version = TlsVersion::k13;
  TlsAead aead = TlsAead::kAes128Gcm;
  std::array<std::uint8_t, 32> key{};
  // TLS 1.2 with AES-GCM: only the first four bytes, the salt.
  std::array<std::uint8_t, 12> iv{};
  // TLS 1.3: the traffic secret and its size in bytes, from which `key` and `iv` were derived.
  std::array<std::uint8_t, 48> secret{};
  std::uint8_t secret_bytes = 0;
  // The sequence number of the next record.
  std::uint64_t sequence = 0;

  std::size_t key_bytes() const { return aead == TlsAead::kAes128Gcm ? 16 : 32; }
};

// Protects the records of one direction of a connection (RFC 8446, section 5; RFC 5246, section
// 6.2.3.3, RFC 5288 and RFC 7905). The algorithms are OpenSSL's. Not thread-safe.
class RecordCipher {
 public:
  static constexpr std::size_t kHeaderBytes = 5;
  // The largest content of a record.
  static constexpr std::size_t kMaxPlainBytes = 16 << 10;
  // The most bytes that Seal adds to the content: the header, an explicit nonce or the inner type,
  // and the tag.
  static constexpr std::size_t kMaxOverheadBytes = kHeaderBytes + 8 + 16;

  enum class Direction : std::uint8_t { kOpen, kSeal };

  // `direction` selects the one method, Open or Seal, that may be called.
  RecordCipher(const TrafficKeys& keys, Direction direction);
  ~RecordCipher();
  RecordCipher(const RecordCipher&) = delete;
  RecordCipher& operator=(const RecordCipher&) = delete;

  TlsVersion version() const { return version_; }
  // The number of records since the keys were first used.
  std::uint64_t sequence() const { return sequence_; }

  // Writes one record with `plain`, at most kMaxPlainBytes, to `out`, which must have room for the
  // overhead, too. Returns the size of the record, or 0 if OpenSSL fails.
  std::size_t Seal(RecordType type, absl::string_view plain, char* out);

  struct Opened {
    RecordType type = RecordType::kInvalid;  // kInvalid: the record was changed or is malformed.
    char* data = nullptr;                    // The content, within the record.
    std::size_t size = 0;
  };
  // Decrypts a whole record in place. `size` includes its header.
  Opened Open(char* record, std::size_t size);

  // TLS 1.3: changes to the next keys (RFC 8446, section 7.2), and returns them.
  TrafficKeys Update();

 private:
  struct ContextFree {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  };

  using Nonce = std::array<std::uint8_t, 12>;

  void UseKeys(const TrafficKeys& keys, int encrypts);
  // True if each record has eight bytes of its nonce in front of its content.
  bool explicit_nonce() const {
    return version_ == TlsVersion::k12 && aead_ != TlsAead::kChaCha20Poly1305;
  }
  Nonce NextNonce() const;
  bool Authenticate(const Nonce& nonce, RecordType type, std::size_t record_bytes,
                    std::size_t plain_bytes);

  std::unique_ptr<EVP_CIPHER_CTX, ContextFree> context_;
  std::uint64_t sequence_;
  Nonce iv_;
  std::array<std::uint8_t, 48> secret_;
  std::uint8_t secret_bytes_;
  const TlsVersion version_;
  const TlsAead aead_;
};

}  // namespace lossy::edge
