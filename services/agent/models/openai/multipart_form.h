#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// Writes a multipart/form-data body, part by part. Names are ours: without quotes and line breaks.
class MultipartForm {
 public:
  // With a boundary that nobody can have put into a file.
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
