#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/channel/frame_follower.h"

namespace lossy::edge {

// Makes the ids by which operators name sockets: "TAG-WORKER-NUMBER". The tag is random for each
// process, so that an id names one socket among all edges, also after a restart. Thread-safe.
class SocketIds {
 public:
  // Makes a new tag.
  SocketIds();

  std::string Format(const SocketNumber& socket) const;
  // Returns nullopt if the text is no id of this process.
  absl::optional<SocketNumber> Parse(absl::string_view id) const;

 private:
  const std::string tag_;
};

}  // namespace lossy::edge
