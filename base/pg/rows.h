#pragma once

#include <postgresql/libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace lossy::base::pg {

// The rows that a statement returned. Rows and columns count from 0.
//
// Threads: immutable. Lifetime: the object owns the result, and the views that it returns live as
// long as it does. Errors: a value that is read as a type that its SQL does not have is a bug and
// ends the process.
//
// RowReader (row_reader.h) reads a row without column numbers; Columns (columns.h) reads row types.
class Rows {
 public:
  explicit Rows(PGresult* result) : result_(result, &PQclear) {}

  int size() const { return PQntuples(result_.get()); }
  bool empty() const { return size() == 0; }
  // The number of rows that an INSERT, UPDATE or DELETE changed.
  std::int64_t affected() const;
  // The number of the column with this name or alias, which the statement must select.
  int Column(const char* name) const;

  bool IsNull(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }
  absl::string_view Text(int row, int column) const;
  absl::optional<std::string> OptionalText(int row, int column) const;
  std::int64_t Int(int row, int column) const;
  double Double(int row, int column) const;
  absl::optional<double> OptionalDouble(int row, int column) const;
  bool Bool(int row, int column) const;
  // The value of a bytea column.
  std::string Bytes(int row, int column) const;
  // The value of a timestamptz column that is selected as micros(column): a bigint of microseconds
  // since 1970.
  absl::Time Time(int row, int column) const;
  absl::optional<absl::Time> OptionalTime(int row, int column) const;

 private:
  std::unique_ptr<PGresult, decltype(&PQclear)> result_;
};

}  // namespace lossy::base::pg
