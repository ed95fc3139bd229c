#include "edge/routing/routing_flags.h"

#include <fstream>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/log/refuse_start.h"
#include "base/text/path_list.h"
#include "google/protobuf/descriptor.pb.h"

ABSL_FLAG(std::string, descriptors, "", "Descriptor sets of the services, comma-separated files");
ABSL_FLAG(std::string, upstreams, "",
          "Full service names and addresses: a.v1.A=host:port,…; a service has one entry for "
          "each of its addresses");

namespace lossy::edge {
std::map<std::string, std::string> UpstreamsFromFlags() {
  std::map<std::string, std::string> upstreams;
  for (absl::string_view entry :
       absl::StrSplit(absl::GetFlag(FLAGS_upstreams), ',', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> pair = absl::StrSplit(entry, absl::MaxSplits('=', 1));
    if (pair.first.empty() || pair.second.empty()) {
      base::RefuseFlag("upstreams", absl::StrCat("\"", entry, "\" is not service=address"));
    }
    std::string& all = upstreams[pair.first];
    absl::StrAppend(&all, all.empty() ? "" : ",", pair.second);
  }
  return upstreams;
}

google::protobuf::FileDescriptorSet DescriptorsFromFlags() {
  google::protobuf::FileDescriptorSet all;
  absl::flat_hash_set<std::string> seen;
  for (const std::string& path : base::SplitPaths(absl::GetFlag(FLAGS_descriptors))) {
    std::ifstream file(path, std::ios::binary);
    google::protobuf::FileDescriptorSet set;
    if (!file || !set.ParseFromIstream(&file)) {
      base::RefuseFlag("descriptors",
                       absl::StrCat(path, " is not a descriptor set that can be read"));
    }
    // The sets contain their imports, so common files come several times.
    for (google::protobuf::FileDescriptorProto& proto : *set.mutable_file()) {
      if (seen.insert(proto.name()).second) *all.add_file() = std::move(proto);
    }
  }
  return all;
}

std::unique_ptr<RoutingTable> RoutingTableFromFlags(
    const google::protobuf::FileDescriptorSet& descriptors,
    const std::map<std::string, std::string>& upstreams) {
  absl::flat_hash_set<std::string> services;
  for (const auto& [service, addresses] : upstreams) services.insert(service);
  return base::ValueOrRefuseFlag("descriptors", RoutingTable::Build(descriptors, services));
}

}  // namespace lossy::edge
