#include "base/pg/param.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace lossy::base::pg {
namespace {

// Type OIDs of PostgreSQL (pg_type.dat).
constexpr std::uint32_t kBytea = 17;
constexpr std::uint32_t kInt8 = 20;
constexpr std::uint32_t kText = 25;

void PutInt(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

// Encodes an array of one dimension in PostgreSQL's binary format, which needs no quoting.
std::string EncodeArray(std::uint32_t type, absl::Span<const absl::string_view> values) {
  std::string out;
  PutInt(out, 1);  // Dimensions.
  PutInt(out, 0);  // No NULLs.
  PutInt(out, type);
  PutInt(out, static_cast<std::uint32_t>(values.size()));
  PutInt(out, 1);  // The first index.
  for (absl::string_view value : values) {
    PutInt(out, static_cast<std::uint32_t>(value.size()));
    out.append(value.data(), value.size());
  }
  return out;
}

std::string EncodeInt(std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  std::string out;
  PutInt(out, static_cast<std::uint32_t>(bits >> 32));
  PutInt(out, static_cast<std::uint32_t>(bits));
  return out;
}

}  // namespace

Param::Param(double number) : value_(absl::StrFormat("%.17g", number)) {}

Param::Param(absl::Time time)
    : value_(absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone())) {}

Param Param::Texts(absl::Span<const absl::string_view> values) {
  return Bytes(EncodeArray(kText, values));
}

Param Param::Blobs(absl::Span<const absl::string_view> values) {
  return Bytes(EncodeArray(kBytea, values));
}

Param Param::Ints(absl::Span<const std::int64_t> values) {
  std::vector<std::string> encoded;
  encoded.reserve(values.size());
  for (std::int64_t value : values) encoded.push_back(EncodeInt(value));
  const std::vector<absl::string_view> views(encoded.begin(), encoded.end());
  return Bytes(EncodeArray(kInt8, views));
}

// The text format: a UUID needs no quotes.
Param Param::Uuids(absl::Span<const absl::string_view> values) {
  return absl::StrCat("{", absl::StrJoin(values, ","), "}");
}

}  // namespace lossy::base::pg
