#include "edge/discovery/room_descriptors.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "edge/routing/descriptor_text.h"
#include "google/protobuf/text_format.h"

namespace lossy::edge {
namespace {

using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using google::protobuf::TextFormat;

std::string Unary(absl::string_view name, absl::string_view option) {
  return MethodText(name, ".t.Request", ".t.Response", absl::StrCat("[lossy.channel.v1.", option));
}

std::string Event(absl::string_view method, absl::string_view topic, absl::string_view event) {
  return Unary(method, absl::StrCat("on] {topic: \"", topic, "\" event: \"", event, "\"}"));
}

FileDescriptorSet Make(absl::string_view package, absl::string_view more_methods) {
  FileDescriptorSet set = TestDescriptors(
      absl::StrCat(MessageText("Request", FieldText("id", 1, "string")),
                   MessageText("Response", "")),
      absl::StrCat(Unary("Join", absl::StrCat("join] {topic: \"", package, ":{id}\"}")),
                   more_methods));
  FileDescriptorProto& file = *set.mutable_file()->rbegin();
  const std::string text = absl::StrReplaceAll(
      file.DebugString(), {{"\".t.", absl::StrCat("\".", package, ".")},
                           {"package: \"t\"", absl::StrCat("package: \"", package, "\"")},
                           {"test.proto", absl::StrCat(package, ".proto")}});
  if (!TextFormat::ParseFromString(text, &file)) std::abort();
  return set;
}

}  // namespace

FileDescriptorSet RoomDescriptors(absl::string_view package,
                                  std::initializer_list<std::string> events) {
  std::string methods;
  for (const std::string& event : events) {
    absl::StrAppend(&methods,
                    Event(absl::StrCat("On_", event), absl::StrCat(package, ":{id}"), event));
  }
  return Make(package, methods);
}

FileDescriptorSet BrokenDescriptors(absl::string_view package) {
  return Make(package, Event("Broken", "nowhere:{id}", "shout"));
}

}  // namespace lossy::edge
