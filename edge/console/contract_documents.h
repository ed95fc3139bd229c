#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/sync/mutex.h"
#include "edge/http/served_file.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::edge {

// The documents of the contract that the edge serves: /docs, /api/openapi.json, /api/asyncapi.json
// and /api/contract.json. They are made once for each contract. Thread-safe.
class ContractDocuments {
 public:
  // Makes the documents from the descriptors of the current routing table, and replaces the former
  // ones. Returns INVALID_ARGUMENT that names the file, the element and the problem, and keeps the
  // former documents, if no document can be made.
  absl::Status Update(const google::protobuf::FileDescriptorSet& descriptors);

  // Returns the document with this path, or nullptr. Before the first Update there are none.
  std::shared_ptr<const ServedFile> Find(absl::string_view path) const;

 private:
  using ByPath = std::map<std::string, std::shared_ptr<const ServedFile>, std::less<>>;

  mutable base::Mutex mutex_;
  ByPath documents_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::edge
