#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// Writes a multipart/form-data body, part by part. Names must have no quotes and no line breaks.
// One thread at a time.
class MultipartForm {
 public:
  // Chooses a random boundary, which no file contains.
  MultipartForm();

  MultipartForm& Field(absl::string_view name, absl::string_view value);
  MultipartForm& File(absl::string_view name, absl::string_view file_name,
                      absl::string_view media_type, absl::string_view contents);

  std::string content_type() const;
  // The body so far.
  std::string ToString() const;

 private:
  const std::string boundary_;
  std::string parts_;
};

}  // namespace lossy::agent
