#include "base/pg/rows.h"

#include <cstdlib>

#include "absl/strings/numbers.h"

namespace lossy::base::pg {

std::int64_t Rows::affected() const {
  std::int64_t count = 0;
  return absl::SimpleAtoi(PQcmdTuples(result_.get()), &count) ? count : 0;
}

int Rows::Column(const char* name) const {
  const int column = PQfnumber(result_.get(), name);
  if (column < 0) std::abort();
  return column;
}

absl::string_view Rows::Text(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

absl::optional<std::string> Rows::OptionalText(int row, int column) const {
  if (IsNull(row, column)) return absl::nullopt;
  return std::string(Text(row, column));
}

std::int64_t Rows::Int(int row, int column) const {
  std::int64_t value = 0;
  if (!absl::SimpleAtoi(Text(row, column), &value)) std::abort();
  return value;
}

double Rows::Double(int row, int column) const {
  double value = 0;
  if (!absl::SimpleAtod(Text(row, column), &value)) std::abort();
  return value;
}

absl::optional<double> Rows::OptionalDouble(int row, int column) const {
  if (IsNull(row, column)) return absl::nullopt;
  return Double(row, column);
}

bool Rows::Bool(int row, int column) const { return Text(row, column) == "t"; }

std::string Rows::Bytes(int row, int column) const {
  std::size_t size = 0;
  std::unique_ptr<unsigned char, decltype(&PQfreemem)> bytes(
      PQunescapeBytea(
          reinterpret_cast<const unsigned char*>(PQgetvalue(result_.get(), row, column)), &size),
      &PQfreemem);
  return {reinterpret_cast<const char*>(bytes.get()), size};
}

absl::Time Rows::Time(int row, int column) const { return absl::FromUnixMicros(Int(row, column)); }

absl::optional<absl::Time> Rows::OptionalTime(int row, int column) const {
  if (IsNull(row, column)) return absl::nullopt;
  return Time(row, column);
}

}  // namespace lossy::base::pg
