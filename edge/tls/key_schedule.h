#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/tls/record_cipher.h"

namespace lossy::edge {

// Derive the keys of records from the secrets of a handshake. Bytes are in strings of any content.
// Thread-safe.

// TLS 1.3 (RFC 8446, section 7.3): sets `key` and `iv` from the traffic secret in `keys`.
void DeriveKeys(TrafficKeys& keys);

// TLS 1.3 (RFC 8446, section 7.2): replaces the traffic secret in `keys` by the next one, and
// derives the keys.
void NextSecret(TrafficKeys& keys);

// The inputs of the key expansion of TLS 1.2.
struct Tls12Secrets {
  absl::string_view master;
  absl::string_view client_random;
  absl::string_view server_random;
  // The name of the hash of the cipher suite in OpenSSL, "SHA256" or "SHA384".
  const char* hash = "SHA256";
};

// The keys of both directions.
struct ConnectionKeys {
  TrafficKeys client;  // Of the records that the client sends.
  TrafficKeys server;
};

// TLS 1.2 (RFC 5246, section 6.3).
ConnectionKeys ExpandKeys(const Tls12Secrets& secrets, TlsAead aead);

}  // namespace lossy::edge
