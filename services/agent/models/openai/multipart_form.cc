#include "services/agent/models/openai/multipart_form.h"

#include "absl/strings/str_cat.h"
#include "base/text/uuid.h"

namespace lossy::agent {

MultipartForm::MultipartForm() : boundary_(absl::StrCat("lossy-", base::NewUuid())) {}

MultipartForm& MultipartForm::Field(absl::string_view name, absl::string_view value) {
  absl::StrAppend(&parts_, "--", boundary_, "\r\nContent-Disposition: form-data; name=\"", name,
                  "\"\r\n\r\n", value, "\r\n");
  return *this;
}

MultipartForm& MultipartForm::File(absl::string_view name, absl::string_view file_name,
                                   absl::string_view media_type, absl::string_view contents) {
  absl::StrAppend(&parts_, "--", boundary_, "\r\nContent-Disposition: form-data; name=\"", name);
  absl::StrAppend(&parts_, "\"; filename=\"", file_name, "\"\r\nContent-Type: ", media_type,
                  "\r\n\r\n", contents, "\r\n");
  return *this;
}

std::string MultipartForm::content_type() const {
  return absl::StrCat("multipart/form-data; boundary=", boundary_);
}

std::string MultipartForm::ToString() const {
  return absl::StrCat(parts_, "--", boundary_, "--\r\n");
}

}  // namespace lossy::agent
