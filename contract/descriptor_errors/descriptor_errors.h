#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"

namespace lossy::contract {

// Collects the errors of DescriptorPool::BuildFileCollectingErrors in one text. Not thread-safe.
class DescriptorErrors final : public google::protobuf::DescriptorPool::ErrorCollector {
 public:
  void AddError(const std::string& filename, const std::string& element,
                const google::protobuf::Message*, ErrorLocation,
                const std::string& message) override {
    absl::StrAppend(&text_, text_.empty() ? "" : "; ", filename, ": ", element, ": ", message);
  }

  // Each error names its file and element. Empty: there was none.
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace lossy::contract
