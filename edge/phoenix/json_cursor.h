#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Goes through the JSON text of a frame, strictly. Bytes are valid UTF-8.
class JsonCursor {
 public:
  explicit JsonCursor(absl::string_view text)
      : position_(text.data()), end_(text.data() + text.size()) {}

  // Skips white space and takes `c`. False if it is something else.
  bool Take(char c);
  // Takes one value. False if there is none.
  bool TakeValue(absl::string_view* json);
  // Whether only white space is left.
  bool AtEnd();

 private:
  const char* position_;
  const char* end_;
};

// What a JSON string says; empty, and false, for any other value. The view points into `json` or to
// what was appended to `scratch`, which must have room for it.
bool ReadJsonString(absl::string_view json, std::string* scratch, absl::string_view* text);

}  // namespace lossy::edge
