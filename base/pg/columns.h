#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/pg/param.h"
#include "base/pg/row_reader.h"
#include "base/pg/rows.h"

namespace lossy::base::pg {

// One column of the row type `Row`: its name, and the functions that copy its value into a Row and
// from a Row.
template <typename Row>
struct Column {
  absl::string_view name;
  // Copies the column's value into `row`. nullptr: statements do not select the column.
  void (*read)(RowReader& reader, Row* row) = nullptr;
  // Returns the column's value in `row`. nullptr: statements do not write the column.
  Param (*write)(const Row& row) = nullptr;
  // The expression that a SELECT uses in place of the name. Empty: the SELECT uses the name.
  absl::string_view expression = "";
};

// Splits the type of a pointer to member, V R::*, into the class R and the member's type V.
template <typename Member>
struct MemberOf;
template <typename R, typename V>
struct MemberOf<V R::*> {
  using Row = R;
  using Value = V;
};

// Returns the column `name`, whose value is the member `kMember` of the row type. `expression`: see
// Column.
template <auto kMember>
constexpr auto MemberColumn(absl::string_view name, absl::string_view expression = "") {
  using Row = typename MemberOf<decltype(kMember)>::Row;
  using Value = typename MemberOf<decltype(kMember)>::Value;
  return Column<Row>{
      .name = name,
      .read = [](RowReader& reader, Row* row) { row->*kMember = reader.Next<Value>(); },
      .write = [](const Row& row) { return Param(row.*kMember); },
      .expression = expression};
}

// The list of a row type's columns, from which a store builds its SELECT, INSERT and UPDATE
// statements and reads the rows. Build each statement once, as a static, because Connection keeps a
// prepared statement for each text.
//
// Threads: immutable. Lifetime: the array of columns must outlive the object.
template <typename Row>
class Columns {
 public:
  constexpr explicit Columns(absl::Span<const Column<Row>> columns) : columns_(columns) {}

  // The SELECT list that Read expects: "id, micros(inserted_at)".
  std::string Selected() const {
    std::string list;
    for (const Column<Row>& column : columns_) {
      if (column.read == nullptr) continue;
      Append(column.expression.empty() ? column.name : column.expression, &list);
    }
    return list;
  }

  // The columns that are written, for an INSERT: "text, category".
  std::string Written() const {
    std::string list;
    for (const Column<Row>& column : columns_) {
      if (column.write != nullptr) Append(column.name, &list);
    }
    return list;
  }

  // The parameters of the written columns, from $`first` on: "$3, $4".
  std::string Placeholders(int first) const {
    std::string list;
    for (const Column<Row>& column : columns_) {
      if (column.write != nullptr) Append(absl::StrCat("$", first++), &list);
    }
    return list;
  }

  // The written columns with their parameters, for an UPDATE: "text = $3, category = $4".
  std::string Assignments(int first) const {
    std::string list;
    for (const Column<Row>& column : columns_) {
      if (column.write != nullptr) Append(absl::StrCat(column.name, " = $", first++), &list);
    }
    return list;
  }

  // Appends the written columns' values, in the order of Placeholders.
  void Bind(const Row& row, std::vector<Param>* params) const {
    for (const Column<Row>& column : columns_) {
      if (column.write != nullptr) params->push_back(column.write(row));
    }
  }

  // Reads the columns of the SELECT list, the next values of `reader`.
  Row Read(RowReader& reader) const {
    Row row;
    for (const Column<Row>& column : columns_) {
      if (column.read != nullptr) column.read(reader, &row);
    }
    return row;
  }

  // Reads all rows of a statement that selects these columns first.
  std::vector<Row> ReadAll(const Rows& rows) const {
    std::vector<Row> all;
    all.reserve(static_cast<std::size_t>(rows.size()));
    for (int i = 0; i < rows.size(); ++i) {
      RowReader reader(rows, i);
      all.push_back(Read(reader));
    }
    return all;
  }

 private:
  static void Append(absl::string_view item, std::string* list) {
    absl::StrAppend(list, list->empty() ? "" : ", ", item);
  }

  absl::Span<const Column<Row>> columns_;
};

}  // namespace lossy::base::pg
