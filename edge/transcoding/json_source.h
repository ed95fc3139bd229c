#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "simdjson.h"

namespace lossy::edge {

using JsonValue = simdjson::ondemand::value;

// The raw text between the quotes of a JSON string.
struct RawText {
  absl::string_view text;
  bool has_escapes = false;
};

// The path of a value in the payload, which names the value in errors. It is a linked list. Each
// node lives on the stack of the function that reads the value.
struct JsonPath {
  const JsonPath* parent = nullptr;
  // For a member of an object: the key as the client wrote it.
  absl::string_view key;
  // For an element of a list: the index. Otherwise -1.
  int index = -1;
};

// Returns the path as the client would write it: "chunks[1].text". "…" replaces each key over 64
// bytes.
std::string PathText(const JsonPath& path);

// The JSON text that is parsed, with the first error in it. It has what simdjson's on-demand parser
// does not check or report. Not thread-safe.
class JsonSource {
 public:
  // `text` must outlive the source.
  explicit JsonSource(absl::string_view text) : end_(text.data() + text.size()) {}

  // Returns OK, or the first error, which is INVALID_ARGUMENT.
  const absl::Status& status() const { return status_; }

  // These set the status and return false.
  bool Fail(const JsonPath& path, absl::string_view problem);
  bool FailMalformed();
  bool FailTooDeep();

  // Returns the text of the string whose opening quote is before `raw`.
  RawText ReadRaw(const char* raw) const;

  // Unescapes a string. The view points into the text, or to memory that the next call overwrites.
  // Fails if an escape is malformed.
  bool Unescape(const RawText& raw, absl::string_view* text);

  // Unescapes a value as Unescape does. Fails if it is not a string.
  bool ReadString(JsonValue& value, const JsonPath& path, absl::string_view* text);

  // Checks the syntax of a value that is not read, because simdjson does not. Fails if it is
  // malformed.
  bool CheckUnread(JsonValue& value);

  // Fails after simdjson could not read a number. The error is that it is malformed or too large.
  bool FailNumber(JsonValue& value, const JsonPath& path);

 private:
  const char* end_;
  std::string unescaped_;
  absl::Status status_;
};

// Returns true if the value is null.
bool IsNull(JsonValue& value);

}  // namespace lossy::edge
