#include "edge/discovery/descriptor_paths.h"

#include <sys/stat.h>

#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"

namespace lossy::edge {

using google::protobuf::FileDescriptorSet;

std::vector<DescriptorPaths::Mark> DescriptorPaths::Marks() const {
  std::vector<Mark> marks;
  for (const std::string& path : paths_) {
    struct stat file = {};
    if (stat(path.c_str(), &file) != 0) file = {};
    marks.emplace_back(file.st_ino, file.st_size,
                       file.st_mtim.tv_sec * 1'000'000'000 + file.st_mtim.tv_nsec);
  }
  return marks;
}

absl::StatusOr<absl::optional<FileDescriptorSet>> DescriptorPaths::Read() {
  std::vector<Mark> marks = Marks();
  const bool stands_still = first_ || marks == seen_;
  seen_ = marks;
  const bool is_read = !first_ && marks == read_;
  first_ = false;
  if (!stands_still || is_read) {
    if (!problem_.ok()) return problem_;
    return absl::nullopt;
  }
  absl::StatusOr<FileDescriptorSet> all = ReadFiles();
  problem_ = all.status();
  read_ = std::move(marks);
  if (!all.ok()) return problem_;
  return *std::move(all);
}

absl::StatusOr<FileDescriptorSet> DescriptorPaths::ReadFiles() const {
  FileDescriptorSet all;
  for (const std::string& path : paths_) {
    std::ifstream file(path, std::ios::binary);
    FileDescriptorSet set;
    if (!file || !set.ParseFromIstream(&file)) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, " is not a descriptor set that can be read"));
    }
    all.MergeFrom(set);
  }
  return all;
}

}  // namespace lossy::edge
