#include "contract/diff/test_proto.h"

#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "lossy/channel/v1/channel.pb.h"

namespace lossy::contract {

google::protobuf::FileDescriptorSet CompileProto(absl::string_view text) {
  const std::string folder = absl::StrCat(testing::TempDir(), "/");
  const std::string imports = absl::StrCat(folder, "imports.binpb");
  const std::string output = absl::StrCat(folder, "room.binpb");
  google::protobuf::FileDescriptorSet set;
  google::protobuf::FileDescriptorProto::descriptor()->file()->CopyTo(set.add_file());
  channel::v1::On::descriptor()->file()->CopyTo(set.add_file());
  std::ofstream(imports, std::ios::binary) << set.SerializeAsString();
  std::ofstream(absl::StrCat(folder, "room.proto")) << text;
  const std::string command =
      absl::StrCat("protoc --descriptor_set_in=", imports, " -I", folder,
                   " --include_imports --include_source_info --descriptor_set_out=", output, " ",
                   folder, "room.proto");
  if (std::system(command.c_str()) != 0) std::abort();
  std::ifstream file(output, std::ios::binary);
  if (!set.ParseFromIstream(&file)) std::abort();
  return set;
}

}  // namespace lossy::contract
