#include "edge/phoenix/vsn.h"

#include <cstddef>
#include <cstdint>
#include <regex>

#include "base/testing/fuzzing.h"

namespace {

using lossy::edge::Serializer;

constexpr std::size_t kLongest = 100;

// Implements the rules with a regular expression.
absl::optional<Serializer> Expected(const std::string& vsn) {
  static const auto* const rule = new std::regex(
      "([12])\\.0\\.(0|[1-9][0-9]*)"
      "(-(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)"
      "(?:\\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
      "(\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?");
  std::smatch match;
  if (!std::regex_match(vsn, match, *rule)) return absl::nullopt;
  if (match[2] == "0" && match[3].matched) return absl::nullopt;
  return match[1] == "1" ? Serializer::kV1 : Serializer::kV2;
}

}  // namespace

// Reads the input as a version.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // std::regex recurses for each character.
  if (size > kLongest) return -1;
  const std::string vsn(reinterpret_cast<const char*>(data), size);
  lossy::base::Require(lossy::edge::SerializerFor(vsn) == Expected(vsn), "the rules of SemVer");
  return 0;
}
