#pragma once

#include <openssl/err.h>

namespace lossy::base {

// Drops the errors that OpenSSL queues for this thread while it lives: the next TLS call of the
// thread, which is gRPC's, would take them for its own.
class ErrorMark {
 public:
  ErrorMark() { ERR_set_mark(); }
  ~ErrorMark() { ERR_pop_to_mark(); }
  ErrorMark(const ErrorMark&) = delete;
  ErrorMark& operator=(const ErrorMark&) = delete;
};

}  // namespace lossy::base
