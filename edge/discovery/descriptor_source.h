#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::edge {

// A place that the edge reads descriptors from, again and again. Belongs to one thread.
class DescriptorSource {
 public:
  virtual ~DescriptorSource() = default;

  // The full name of the service, or "descriptors" for the files of that flag.
  virtual const std::string& name() const = 0;

  // Reads the source. Returns its descriptors if they differ from those that the last successful
  // call returned, and nullopt if they do not. Blocks for seconds at most. After an error the
  // source's next change, or the next call, is another attempt.
  virtual absl::StatusOr<absl::optional<google::protobuf::FileDescriptorSet>> Read() = 0;
};

}  // namespace lossy::edge
