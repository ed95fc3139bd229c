#include "edge/api/api_path.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/testing/fuzzing.h"
#include "simdjson.h"

namespace {

using lossy::base::Require;
using lossy::edge::ApiPath;
using lossy::edge::ParseApiPath;

std::string Escape(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    absl::StrAppend(&escaped, "%", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
  }
  return escaped;
}

bool IsUtf8(const std::string& text) { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace

// Parses the input as a path.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::optional<ApiPath> path = ParseApiPath({reinterpret_cast<const char*>(data), size});
  if (!path) return 0;
  Require(!path->topic.empty(), "a path has a topic");
  Require(IsUtf8(path->topic) && IsUtf8(path->event), "topic and event are UTF-8");
  const absl::optional<ApiPath> again =
      ParseApiPath(absl::StrCat("/api/topics/", Escape(path->topic), "/", Escape(path->event)));
  Require(again && again->topic == path->topic && again->event == path->event,
          "it is the same with every byte escaped");
  return 0;
}
