#pragma once

#include "absl/strings/string_view.h"

namespace lossy::agent {

// The file name and the media type with which a recording is sent to a transcription endpoint.
struct AudioFileType {
  const char* file_name;
  const char* media_type;
};

// Returns the type by the first bytes of the recording. Unknown bytes count as WebM, which browsers
// record.
AudioFileType AudioFileTypeOf(absl::string_view audio);

}  // namespace lossy::agent
