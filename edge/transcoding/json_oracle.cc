#include "edge/transcoding/json_oracle.h"

#include <algorithm>
#include <string_view>

namespace lossy::edge {
namespace {

int DepthOf(simdjson::dom::element json) {
  int deepest = 0;
  if (json.is_array()) {
    for (const simdjson::dom::element child : json.get_array()) {
      deepest = std::max(deepest, DepthOf(child));
    }
    return deepest + 1;
  }
  if (!json.is_object()) return 0;
  for (const auto& member : simdjson::dom::object(json.get_object())) {
    deepest = std::max(deepest, DepthOf(member.value));
  }
  return deepest + 1;
}

}  // namespace

JsonOracle::JsonOracle(absl::string_view text)
    : error_(parser_.parse(text.data(), text.size()).get(root_)) {}

bool JsonOracle::is_no_json() const {
  return !is_json() && error_ != simdjson::NUMBER_ERROR && error_ != simdjson::STRING_ERROR;
}

int JsonOracle::depth() const { return DepthOf(root_); }

bool SaysTheSame(simdjson::dom::element json, bool is_string, absl::string_view text) {
  std::string_view expected;
  if (json.get_string().get(expected) != simdjson::SUCCESS) return !is_string && text.empty();
  return is_string && std::string_view(text.data(), text.size()) == expected;
}

}  // namespace lossy::edge
