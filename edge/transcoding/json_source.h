#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "simdjson.h"

namespace lossy::edge {

using JsonValue = simdjson::ondemand::value;

// The text between the quotes of a string.
struct RawText {
  absl::string_view text;
  bool has_escapes = false;
};

// The path of a value in the payload. Its nodes live on the stacks of the functions that read the
// payload.
struct JsonPath {
  const JsonPath* parent = nullptr;
  // The key as the client wrote it.
  absl::string_view key;
  // The index in a list, instead of a key.
  int index = -1;
};

// One JSON text that is parsed, and the first problem in it. Not thread-safe.
class JsonSource {
 public:
  // `text` must outlive the source.
  explicit JsonSource(absl::string_view text) : end_(text.data() + text.size()) {}

  const absl::Status& status() const { return status_; }

  // All three set the status and return false.
  bool Fail(const JsonPath& path, absl::string_view problem);
  bool FailMalformed();
  bool FailTooDeep();

  // Takes the string whose opening quote is before `raw`.
  RawText ReadRaw(const char* raw) const;

  // Unescapes a string. The view points into the text, or to memory that the next call overwrites.
  // Fails if an escape is malformed.
  bool Unescape(const RawText& raw, absl::string_view* text);

  // Unescapes a value; fails if it is not a string.
  bool ReadString(JsonValue& value, const JsonPath& path, absl::string_view* text);

  // Checks a value that is not read, because simdjson does not. Fails if it is malformed.
  bool CheckUnread(JsonValue& value);

  // Sets the status after simdjson failed to read a number: malformed, or too large.
  bool FailNumber(JsonValue& value, const JsonPath& path);

 private:
  const char* end_;
  std::string unescaped_;
  absl::Status status_;
};

bool IsNull(JsonValue& value);

}  // namespace lossy::edge
