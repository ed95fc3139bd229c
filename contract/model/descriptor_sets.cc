#include "contract/model/descriptor_sets.h"

#include <fstream>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

namespace lossy::contract {

absl::StatusOr<google::protobuf::FileDescriptorSet> ReadDescriptorSets(
    const std::vector<std::string>& paths) {
  google::protobuf::FileDescriptorSet all;
  absl::flat_hash_set<std::string> seen;
  for (const std::string& path : paths) {
    std::ifstream file(path, std::ios::binary);
    google::protobuf::FileDescriptorSet set;
    if (!file || !set.ParseFromIstream(&file)) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, " is not a descriptor set that can be read"));
    }
    for (google::protobuf::FileDescriptorProto& proto : *set.mutable_file()) {
      if (seen.insert(proto.name()).second) *all.add_file() = std::move(proto);
    }
  }
  return all;
}

}  // namespace lossy::contract
