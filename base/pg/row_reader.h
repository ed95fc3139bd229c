#pragma once

#include <string>
#include <type_traits>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/pg/rows.h"

namespace lossy::base::pg {

// Reads the values of one row from left to right, in the order of the SELECT list.
//
// Lifetime: `rows` must outlive the reader and the views that it returns. Errors: a value that is
// read as a type that its SQL does not have is a bug and ends the process, as in Rows.
class RowReader {
 public:
  RowReader(const Rows& rows, int row) : rows_(rows), row_(row) {}

  // Returns the next value. T is one of absl::string_view, std::string, int, std::int64_t, double,
  // bool and absl::Time (of a column selected as micros(…)), or an absl::optional of one of them,
  // which is empty for NULL. A NULL that is read as a text is an empty text.
  template <typename T>
  T Next() {
    return Value<T>(column_++);
  }

  // Returns the next value, of type bytea.
  std::string NextBytes() { return rows_.Bytes(row_, column_++); }

 private:
  template <typename T>
  struct IsOptional : std::false_type {};
  template <typename T>
  struct IsOptional<absl::optional<T>> : std::true_type {};

  template <typename T>
  T Value(int column) const {
    if constexpr (IsOptional<T>::value) {
      if (rows_.IsNull(row_, column)) return absl::nullopt;
      return Value<typename T::value_type>(column);
    } else if constexpr (std::is_same_v<T, bool>) {
      return rows_.Bool(row_, column);
    } else if constexpr (std::is_integral_v<T>) {
      return static_cast<T>(rows_.Int(row_, column));
    } else if constexpr (std::is_same_v<T, double>) {
      return rows_.Double(row_, column);
    } else if constexpr (std::is_same_v<T, absl::Time>) {
      return rows_.Time(row_, column);
    } else {
      return T(rows_.Text(row_, column));
    }
  }

  const Rows& rows_;
  const int row_;
  int column_ = 0;
};

}  // namespace lossy::base::pg
