#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"

namespace lossy::edge {

class TlsStream;

// The socket of a connection, a file descriptor, and the TLS that protects its bytes. A reference
// type, for one call.
struct Wire {
  // A socket alone is a connection without TLS.
  Wire(int socket, TlsStream* tls = nullptr) : socket(socket), tls(tls) {}

  int socket;
  TlsStream* tls;
};

// Sends bytes without blocking and without SIGPIPE. Returns the number of bytes taken, or -1 with
// errno. With TLS, records with the last of these bytes may be unsent (TlsStream::has_unsent).
std::ptrdiff_t SendNow(const Wire& wire, absl::string_view bytes);

}  // namespace lossy::edge
