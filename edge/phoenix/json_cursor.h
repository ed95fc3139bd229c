#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Reads the JSON text of a message from left to right, strictly by RFC 8259. The text must be valid
// UTF-8 and must outlive the cursor. Not thread-safe.
class JsonCursor {
 public:
  explicit JsonCursor(absl::string_view text)
      : position_(text.data()), end_(text.data() + text.size()) {}

  // Skips white space and takes `c`. Returns false if another character follows.
  bool Take(char c);
  // Takes one value. Returns false if none follows.
  bool TakeValue(absl::string_view* json);
  // Returns true if only white space is left.
  bool AtEnd();

 private:
  const char* position_;
  const char* end_;
};

// Unescapes a JSON string. For any other value, the text is empty and the result false. The view
// points into `json`, or to text appended to `scratch`, which must have room for it.
bool ReadJsonString(absl::string_view json, std::string* scratch, absl::string_view* text);

}  // namespace lossy::edge
