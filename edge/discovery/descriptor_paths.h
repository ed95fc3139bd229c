#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "edge/discovery/descriptor_source.h"

namespace lossy::edge {

// The files of --descriptors. Belongs to one thread.
class DescriptorPaths final : public DescriptorSource {
 public:
  explicit DescriptorPaths(std::vector<std::string> paths) : paths_(std::move(paths)) {}

  const std::string& name() const override { return name_; }

  // Returns the files' descriptors as one set. After the first call a change must stand still from
  // one call to the next, because a file may be read while another program writes it. Returns
  // INVALID_ARGUMENT that names a file that is not a descriptor set, until the file changes.
  absl::StatusOr<absl::optional<google::protobuf::FileDescriptorSet>> Read() override;

 private:
  // Inode, size and time of the last change in nanoseconds. Zeros for a file that is missing.
  using Mark = std::tuple<std::uint64_t, std::int64_t, std::int64_t>;

  std::vector<Mark> Marks() const;
  absl::StatusOr<google::protobuf::FileDescriptorSet> ReadFiles() const;

  const std::string name_ = "descriptors";
  const std::vector<std::string> paths_;
  bool first_ = true;
  std::vector<Mark> read_;  // When the files were read.
  std::vector<Mark> seen_;  // At the last call.
  absl::Status problem_;    // Of the files that were read.
};

}  // namespace lossy::edge
