#pragma once

#include <openssl/err.h>

namespace lossy::base {

// Removes the errors that OpenSSL adds to this thread's error queue between the object's
// construction and its destruction. Otherwise gRPC's next TLS call on the thread would read them as
// its own errors.
class ErrorMark {
 public:
  ErrorMark() { ERR_set_mark(); }
  ~ErrorMark() { ERR_pop_to_mark(); }
  ErrorMark(const ErrorMark&) = delete;
  ErrorMark& operator=(const ErrorMark&) = delete;
};

}  // namespace lossy::base
