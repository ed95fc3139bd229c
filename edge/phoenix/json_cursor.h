#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Reads a JSON text from left to right, strictly by RFC 8259. The text must be valid UTF-8, and
// must outlive the cursor. Not thread-safe.
class JsonCursor {
 public:
  explicit JsonCursor(absl::string_view text)
      : position_(text.data()), end_(text.data() + text.size()) {}

  // Skips white space, and moves behind `c`. Returns false if another character follows.
  bool Take(char c);
  // Skips white space, and moves behind the next value. `json` becomes the raw text of the value.
  // Returns false if no valid value follows.
  bool TakeValue(absl::string_view* json);
  // Returns true if only white space is left.
  bool AtEnd();

 private:
  const char* position_;
  const char* end_;
};

// Unescapes a JSON string. `text` points into `json`, or to text appended to `scratch`. The
// capacity of `scratch` must suffice, so that earlier views into it stay valid. For a value that is
// not a string, the result is false and `text` is unchanged. The cursor must have accepted `json`.
bool ReadJsonString(absl::string_view json, std::string* scratch, absl::string_view* text);

}  // namespace lossy::edge
