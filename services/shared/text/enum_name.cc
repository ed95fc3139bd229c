#include "services/shared/text/enum_name.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"

namespace lossy::services {
namespace {

// Returns the common prefix of the names: the zero value is <PREFIX>UNSPECIFIED.
absl::string_view Prefix(const google::protobuf::EnumDescriptor& type) {
  const std::string& zero = type.FindValueByNumber(0)->name();
  return absl::StripSuffix(zero, "UNSPECIFIED");
}

}  // namespace

std::string EnumName(const google::protobuf::EnumDescriptor& type, int number) {
  const google::protobuf::EnumValueDescriptor* value = type.FindValueByNumber(number);
  if (value == nullptr) return {};
  return absl::AsciiStrToLower(absl::StripPrefix(value->name(), Prefix(type)));
}

int ParseEnum(const google::protobuf::EnumDescriptor& type, absl::string_view name) {
  const google::protobuf::EnumValueDescriptor* value =
      type.FindValueByName(absl::StrCat(Prefix(type), absl::AsciiStrToUpper(name)));
  return value == nullptr ? 0 : value->number();
}

}  // namespace lossy::services
