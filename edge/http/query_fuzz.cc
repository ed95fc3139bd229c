#include "edge/http/query.h"

#include <cstddef>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "base/testing/fuzzing.h"
#include "simdjson.h"

namespace {

using lossy::base::Require;
using lossy::edge::FindParam;
using lossy::edge::ParseQuery;
using lossy::edge::QueryParams;

bool IsUtf8(const std::string& text) { return simdjson::validate_utf8(text.data(), text.size()); }

std::string Escape(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    absl::StrAppend(&escaped, "%", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
  }
  return escaped;
}

}  // namespace

// Parses the input as a query string.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::optional<QueryParams> params =
      ParseQuery({reinterpret_cast<const char*>(data), size});
  if (!params) return 0;
  std::string again;
  for (const auto& [name, value] : *params) {
    Require(IsUtf8(name) && IsUtf8(value), "it is UTF-8");
    const std::string* found = FindParam(*params, name);
    Require(found != nullptr, "what is there is found");
    absl::StrAppend(&again, Escape(name), "=", Escape(value), "&");
  }
  Require(ParseQuery(again) == params, "it is the same with every byte escaped");
  return 0;
}
