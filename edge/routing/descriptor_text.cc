#include "edge/routing/descriptor_text.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "lossy/channel/v1/channel.pb.h"
#include "lossy/channel/v1/error.pb.h"

namespace lossy::edge {
namespace {

using google::protobuf::FileDescriptor;

std::string TypeText(absl::string_view type) {
  if (type == "string") return "type: TYPE_STRING";
  if (type == "int32") return "type: TYPE_INT32";
  return absl::StrCat("type: TYPE_MESSAGE type_name: \"", type, "\"");
}

}  // namespace

std::string FieldText(absl::string_view name, int number, absl::string_view type,
                      absl::string_view more) {
  const absl::string_view label = more.empty() ? "label: LABEL_OPTIONAL" : "";
  return absl::StrCat("field { name: \"", name, "\" number: ", number, " ", TypeText(type), " ",
                      label, more, " }\n");
}

std::string MemberText(absl::string_view name, int number, absl::string_view type) {
  return FieldText(name, number, type, "label: LABEL_OPTIONAL oneof_index: 0");
}

std::string MessageText(absl::string_view name, absl::string_view fields) {
  return absl::StrCat("message_type { name: \"", name, "\"\n", fields, "}\n");
}

std::string EventMessageText(absl::string_view name, absl::string_view fields) {
  return MessageText(name, absl::StrCat(fields, "oneof_decl { name: \"event\" }\n"));
}

std::string MethodText(absl::string_view name, absl::string_view request,
                       absl::string_view response, absl::string_view options,
                       absl::string_view more) {
  return absl::StrCat("method { name: \"", name, "\" input_type: \"", request, "\" output_type: \"",
                      response, "\" options { ", options, " } ", more, " }\n");
}

google::protobuf::FileDescriptorSet TestDescriptors(absl::string_view messages,
                                                    absl::string_view methods) {
  google::protobuf::FileDescriptorSet set;
  google::protobuf::FileDescriptorProto test;
  const std::string text = absl::StrCat("name: \"test.proto\" package: \"t\" syntax: \"proto3\"\n",
                                        messages, "service { name: \"S\"\n", methods, "}");
  if (!google::protobuf::TextFormat::ParseFromString(text, &test)) std::abort();
  for (const FileDescriptor* file :
       {google::protobuf::FileDescriptorProto::descriptor()->file(),
        google::protobuf::Any::descriptor()->file(), channel::v1::Error::descriptor()->file(),
        channel::v1::On::descriptor()->file()}) {
    file->CopyTo(set.add_file());
    test.add_dependency(file->name());
  }
  *set.add_file() = test;
  return set;
}

}  // namespace lossy::edge
