#pragma once

#include <postgresql/libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace lossy::base::pg {

// The rows a query gave. Columns are read in text form; the views live as long as the Rows.
// Reading a column as a type its SQL does not have is a bug, and dies.
class Rows {
 public:
  explicit Rows(PGresult* result) : result_(result, &PQclear) {}

  int size() const { return PQntuples(result_.get()); }
  bool empty() const { return size() == 0; }
  // Rows changed by an INSERT, UPDATE or DELETE.
  std::int64_t affected() const;

  bool IsNull(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }
  absl::string_view Text(int row, int column) const;
  absl::optional<std::string> OptionalText(int row, int column) const;
  std::int64_t Int(int row, int column) const;
  double Double(int row, int column) const;
  absl::optional<double> OptionalDouble(int row, int column) const;
  bool Bool(int row, int column) const;
  // A bytea column.
  std::string Bytes(int row, int column) const;
  // A bigint column of microseconds since 1970: select it as micros(column).
  absl::Time Time(int row, int column) const;
  absl::optional<absl::Time> OptionalTime(int row, int column) const;

 private:
  std::unique_ptr<PGresult, decltype(&PQclear)> result_;
};

}  // namespace lossy::base::pg
