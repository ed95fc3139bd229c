#pragma once

#include "absl/strings/string_view.h"

namespace lossy::base {

// A text file that the rule of text_files.bzl compiled into the program. Both views are valid for
// the whole program.
struct TextFile {
  absl::string_view name;  // Without folder and ending: "fillers".
  absl::string_view text;
};

}  // namespace lossy::base
