#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "simdjson.h"

namespace lossy::edge {

using JsonValue = simdjson::ondemand::value;

// What stands between the quotes of a string.
struct RawText {
  absl::string_view text;
  bool has_escapes = false;
};

// Where in the payload something is. Lives on the stacks of the functions that go through it.
struct JsonPath {
  const JsonPath* parent = nullptr;
  // As the client wrote it.
  absl::string_view key;
  // In a list, instead of a key.
  int index = -1;
};

// One JSON text that is being read, and the first thing that is wrong with it.
class JsonSource {
 public:
  // `text` outlives the source.
  explicit JsonSource(absl::string_view text) : end_(text.data() + text.size()) {}

  const absl::Status& status() const { return status_; }

  // All three make the status and answer false.
  bool Fail(const JsonPath& path, absl::string_view problem);
  bool FailMalformed();
  bool FailTooDeep();

  // The string whose opening quote is before `raw`.
  RawText ReadRaw(const char* raw) const;

  // What a string says. Points into the text or to memory that the next call overwrites. Fails when
  // an escape is malformed.
  bool Unescape(const RawText& raw, absl::string_view* text);

  // Unescape for a value; fails when it is not a string.
  bool ReadString(JsonValue& value, const JsonPath& path, absl::string_view* text);

  // simdjson does not look into what nobody reads: this does. Fails when it is malformed.
  bool CheckUnread(JsonValue& value);

  // After simdjson could not read a number: it is malformed, or too large.
  bool FailNumber(JsonValue& value, const JsonPath& path);

 private:
  const char* end_;
  std::string unescaped_;
  absl::Status status_;
};

bool IsNull(JsonValue& value);

}  // namespace lossy::edge
