#include "contract/model/descriptor_sets.h"

#include <fstream>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

namespace lossy::contract {
namespace {

using google::protobuf::FileDescriptorProto;

std::string WithoutComments(FileDescriptorProto file) {
  file.clear_source_code_info();
  return file.SerializeAsString();
}

// The first set that contains a .proto.
struct Source {
  std::string path;
  std::string bytes;  // Of the .proto, without comments.
};

}  // namespace

absl::StatusOr<google::protobuf::FileDescriptorSet> ReadDescriptorSets(
    const std::vector<std::string>& paths) {
  google::protobuf::FileDescriptorSet all;
  absl::flat_hash_map<std::string, Source> sources;
  for (const std::string& path : paths) {
    std::ifstream file(path, std::ios::binary);
    google::protobuf::FileDescriptorSet set;
    if (!file || !set.ParseFromIstream(&file)) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, " is not a descriptor set that can be read"));
    }
    for (FileDescriptorProto& proto : *set.mutable_file()) {
      std::string bytes = WithoutComments(proto);
      const auto [source, added] = sources.try_emplace(proto.name(), Source{path, bytes});
      if (!added && source->second.bytes != bytes) {
        return absl::InvalidArgumentError(
            absl::StrCat(source->second.path, " and ", path, " contain different versions of ",
                         proto.name(), ": compile both from the same sources"));
      }
      if (added) *all.add_file() = std::move(proto);
    }
  }
  return all;
}

}  // namespace lossy::contract
