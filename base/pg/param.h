#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"

namespace lossy::base::pg {

// The value of a parameter ($1, $2, …) of a statement. The statement determines its SQL type.
//
// Threads: immutable. Lifetime: the object owns a copy of the value.
class Param {
 public:
  Param(absl::nullopt_t) {}  // NULL
  Param(std::string text) : value_(std::move(text)) {}
  Param(const char* text) : value_(text) {}
  Param(absl::string_view text) : value_(std::string(text)) {}
  Param(int number) : value_(absl::StrCat(number)) {}
  Param(std::int64_t number) : value_(absl::StrCat(number)) {}
  Param(bool truth) : value_(truth ? "t" : "f") {}
  // The text has 17 digits, so that a later read returns the same double.
  Param(double number);
  // For a timestamptz, exact to the microsecond.
  Param(absl::Time time);
  template <typename T>
  Param(const absl::optional<T>& maybe) {
    if (maybe.has_value()) *this = Param(*maybe);
  }

  // Makes a value of type bytea.
  static Param Bytes(std::string bytes) {
    Param param(std::move(bytes));
    param.binary_ = true;
    return param;
  }

  // Make arrays of the types text[], bytea[], bigint[] and uuid[]. Uuids takes texts; the server
  // rejects a text that is no UUID (INTERNAL).
  static Param Texts(absl::Span<const absl::string_view> values);
  static Param Blobs(absl::Span<const absl::string_view> values);
  static Param Ints(absl::Span<const std::int64_t> values);
  static Param Uuids(absl::Span<const absl::string_view> values);

  // The bytes of the value; nullptr for NULL.
  const char* data() const { return value_ ? value_->data() : nullptr; }
  // The number of bytes; 0 for NULL.
  int size() const { return value_ ? static_cast<int>(value_->size()) : 0; }
  // True if libpq sends the bytes in binary format, which only Bytes uses.
  bool binary() const { return binary_; }

 private:
  absl::optional<std::string> value_;
  bool binary_ = false;
};

}  // namespace lossy::base::pg
