#pragma once

#include "absl/strings/string_view.h"

namespace lossy::agent {

// How a recording is handed over.
struct AudioFileType {
  const char* file_name;
  const char* media_type;
};

// By the first bytes of the file. What nobody knows is called WebM, as browsers record it.
AudioFileType AudioFileTypeOf(absl::string_view audio);

}  // namespace lossy::agent
