#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "base/live/live_objects.h"
#include "edge/tls/key_schedule.h"
#include "edge/tls/session_secrets.h"
#include "edge/tls/tls_contexts.h"
#include "edge/tls/tls_stream.h"

namespace lossy::edge {

// The handshake of one connection, by OpenSSL. It takes and returns bytes; the caller owns the
// socket. At its end the keys go to a TlsStream, and the object with its 50 KB of OpenSSL's state
// is destroyed. Not thread-safe.
class TlsHandshake : private base::LiveObject<"TlsHandshake"> {
 public:
  enum class Result {
    kIncomplete,  // More bytes of the client are needed.
    kDone,
    kFailed,
  };

  enum class Failure {
    kVersion,      // The client offers no version that the edge accepts.
    kCipher,       // No common cipher suite, group or signature.
    kAlpn,         // The client offers protocols by ALPN, but not "http/1.1".
    kClientAlert,  // The client has rejected the handshake, for example the certificate.
    kProtocol,     // The client has violated the protocol.
  };

  explicit TlsHandshake(std::shared_ptr<const TlsContexts> contexts);
  ~TlsHandshake();
  TlsHandshake(const TlsHandshake&) = delete;
  TlsHandshake& operator=(const TlsHandshake&) = delete;

  // Continues with bytes of the client. Sets `taken` to the number of bytes that belong to the
  // handshake: all of them, unless it is done. Appends the bytes to send to `output`, also if the
  // handshake has failed.
  Result Continue(absl::string_view input, std::size_t* taken, std::string* output);

  // Valid after kDone. Returns the keys of the connection, or nullopt if OpenSSL does not provide
  // them.
  absl::optional<ConnectionKeys> Keys() const;
  TlsVersion version() const;
  bool resumed() const { return SSL_session_reused(session_) == 1; }

  // Valid after kFailed. `detail` is OpenSSL's text for the log.
  Failure failure() const { return failure_; }
  const std::string& detail() const { return detail_; }

 private:
  struct Bio;  // The callbacks of OpenSSL.

  void SetFailure();

  const std::shared_ptr<const TlsContexts> contexts_;
  SSL* const session_;
  absl::string_view input_;  // The bytes that OpenSSL has not read. Used during Continue.
  std::string* output_ = nullptr;
  SessionSecrets secrets_;
  std::uint64_t tickets_ = 0;  // The records that were sent with the keys of the connection.
  Failure failure_ = Failure::kProtocol;
  std::string detail_;
};

}  // namespace lossy::edge
