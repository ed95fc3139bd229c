#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// Builds a multipart/form-data body (RFC 7578), part by part. Names must have no quotes and no line
// breaks. Not thread-safe.
class MultipartForm {
 public:
  // Chooses a random boundary, long enough that no file contains it.
  MultipartForm();

  MultipartForm& Field(absl::string_view name, absl::string_view value);
  MultipartForm& File(absl::string_view name, absl::string_view file_name,
                      absl::string_view media_type, absl::string_view contents);

  std::string content_type() const;
  // Returns the complete body with all parts so far.
  std::string ToString() const;

 private:
  const std::string boundary_;
  std::string parts_;
};

}  // namespace lossy::agent
