#include "edge/transcoding/json_to_wire.h"

#include <cstddef>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "base/testing/fuzzing.h"
#include "edge/transcoding/fuzz_types.h"
#include "edge/transcoding/json_oracle.h"
#include "edge/transcoding/json_scanner.h"
#include "edge/transcoding/unknown_keys.h"
#include "edge/transcoding/wire_to_json.h"
#include "simdjson.h"

namespace {

using lossy::base::Require;
using lossy::edge::FuzzType;
using lossy::edge::JsonOracle;
using lossy::edge::JsonToWire;
using lossy::edge::UnknownKey;
using lossy::edge::UnknownKeys;
using lossy::edge::WireToJson;

// The bytes behind the text would change its meaning if they were read.
absl::Status Convert(const FuzzType& type, absl::string_view json, absl::string_view behind,
                     std::string* wire, UnknownKeys* unknown = nullptr) {
  std::string text(json);
  while (text.size() < json.size() + lossy::edge::kJsonPadding) absl::StrAppend(&text, behind);
  return JsonToWire(*type.table, absl::string_view(text).substr(0, json.size()), wire, unknown);
}

void CheckKeys(const UnknownKeys& unknown) {
  Require(unknown.keys().size() <= UnknownKeys::kMost, "there are few unknown keys");
  for (const UnknownKey& key : unknown.keys()) {
    for (const std::string& text : {key.path, key.suggestion}) {
      Require(text.size() < 512, "a path is short");
      Require(simdjson::validate_utf8(text.data(), text.size()), "a path is UTF-8");
    }
  }
}

// Returns true if the text is accepted; `out` is then the JSON of its wire form.
bool Normalize(const FuzzType& type, absl::string_view json, std::string* out,
               UnknownKeys* unknown) {
  std::string wire, other_wire;
  const absl::Status status = Convert(type, json, " ", &wire);
  Require(Convert(type, json, "\"}],1", &other_wire, unknown) == status,
          "what is behind does not matter");
  CheckKeys(*unknown);
  Require(!status.ok() || wire == other_wire, "what is behind does not count");
  Require(status.ok() || absl::IsInvalidArgument(status), "a refusal is invalid_argument");
  Require(simdjson::validate_utf8(status.message().data(), status.message().size()),
          "a refusal is UTF-8");
  if (!status.ok()) return false;
  Require(!JsonOracle(json).is_no_json(), "what is understood is JSON");
  Require(type.Parse(wire) != nullptr, "a service can parse what is made");
  Require(WireToJson(*type.table, wire, out).ok(), "what was JSON becomes JSON again");
  return true;
}

}  // namespace

// The input is a type, then the payload of a client. The payload is UTF-8 and inside an array,
// because the decoder of the message has checked that.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return -1;
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  if (!simdjson::validate_utf8(input.data(), input.size())) return -1;
  const FuzzType& type = lossy::edge::FuzzTypeOf(input[0]);
  std::string once, twice;
  UnknownKeys unknown, unknown_twice;
  if (!Normalize(type, input.substr(1), &once, &unknown)) return 0;
  const JsonOracle oracle(once);
  Require(!oracle.is_no_json(), "what is made is JSON");
  if (!oracle.is_json()) return 0;
  // A message without members has its empty lists in JSON.
  if (oracle.depth() > lossy::edge::kMaxJsonDepth) return 0;
  Require(Normalize(type, once, &twice, &unknown_twice), "what we write we understand");
  Require(unknown_twice.keys().empty(), "what we write has no unknown key");
  Require(once == twice, "what we write we understand as it was meant");
  return 0;
}
