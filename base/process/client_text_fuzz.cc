#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/log/log.h"
#include "base/testing/fuzzing.h"
#include "base/text/request_id.h"
#include "base/utf8/valid_utf8.h"
#include "simdjson.h"

namespace {

using lossy::base::IsRequestId;
using lossy::base::LogField;
using lossy::base::RequestIdOrNew;
using lossy::base::RequestIdWithin;
using lossy::base::Require;
using lossy::base::ValidUtf8;

constexpr std::size_t kMost = 100;

}  // namespace

// Uses the input as a client's request id, as a field of the log, and as the text of an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);

  const std::string id = RequestIdOrNew(input);
  Require(IsRequestId(id), "a request id is legal");
  Require(IsRequestId(RequestIdWithin(id, size)), "so is one within another");
  Require(std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~'; }),
          "a legal one can be metadata");

  const std::string valid = ValidUtf8(input, kMost);
  Require(valid.size() <= kMost, "a text is cut");
  Require(simdjson::validate_utf8(valid.data(), valid.size()), "a text becomes UTF-8");
  Require(ValidUtf8(valid, kMost) == valid, "what is UTF-8 stays as it is");
  const bool fits = size <= kMost && simdjson::validate_utf8(input.data(), input.size());
  Require(!fits || input == valid, "UTF-8 that fits stays as it is");

  const std::string json = LogField("text", input).json;
  Require(std::none_of(json.begin(), json.end(),
                       [](char c) { return absl::ascii_iscntrl(c) && c != '\x7f'; }),
          "a field stays in its line");
  simdjson::dom::parser parser;
  Require(parser.parse(absl::StrCat("{\"text\":", json, "}")).error() == simdjson::SUCCESS,
          "a field is JSON");
  return 0;
}
