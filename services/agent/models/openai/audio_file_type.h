#pragma once

#include "absl/strings/string_view.h"

namespace lossy::agent {

// The name and type of the file in which a recording is sent.
struct AudioFileType {
  const char* file_name;
  const char* media_type;
};

// The type by the first bytes of the file. Unknown bytes count as WebM, which browsers record.
AudioFileType AudioFileTypeOf(absl::string_view audio);

}  // namespace lossy::agent
